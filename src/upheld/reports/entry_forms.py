"""The form of every ledger entry that an export holds: which fields it has, and how each is written.

An entry in any other form was not written by this program, so no export with one is believed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from upheld.contracts.limits import ENVIRONMENTS
from upheld.desk.entries import TICKET_DIMENSIONS
from upheld.desk.limits import ITEMS_MAX, LEVEL_MAX, NAME_MAX, SHORT_MAX
from upheld.ledger import leaf
from upheld.sla.instant import read_instant

Check = Callable[[Any], bool]

_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_POSITIVE = re.compile(r"[1-9][0-9]{0,18}", re.ASCII)
_SUBJECT = re.compile(r"(?:ticket|contract)/[1-9][0-9]{0,18}", re.ASCII)
MAX_YEAR = 9999
MAX_NUMBER = 2**63 - 1
"""The greatest number of a row."""


def is_text(value: Any) -> bool:
    return isinstance(value, str)


def is_number(value: Any) -> bool:
    """Whether this is a number of a row: whole and positive."""
    return type(value) is int and 0 < value <= MAX_NUMBER


def is_short(value: Any) -> bool:
    """Whether this is a text as short as a region."""
    return isinstance(value, str) and len(value) <= SHORT_MAX


def is_name(value: Any) -> bool:
    """Whether this is a text as short as the name of a plan."""
    return isinstance(value, str) and len(value) <= NAME_MAX


def is_level(value: Any) -> bool:
    """Whether this is a text as short as the id of a severity."""
    return isinstance(value, str) and len(value) <= LEVEL_MAX


def is_flag(value: Any) -> bool:
    return type(value) is int and value in (0, 1)


def is_sha256(value: Any) -> bool:
    return _matches(_SHA256, value)


def is_instant(value: Any) -> bool:
    """Whether an instant is written as the ledger writes it: in UTC with ``Z``, microseconds only if there are any."""
    try:
        return isinstance(value, str) and leaf.instant(read_instant(value)) == value
    except ValueError:
        return False


def _matches(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_row(value: Any) -> bool:
    return _matches(_POSITIVE, value)


def _is_empty(value: Any) -> bool:
    return value == "" and isinstance(value, str)


def _is_dimensions(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() <= {*TICKET_DIMENSIONS}
        and all(_DIMENSIONS[name](own) for name, own in value.items())
    )


def _is_later_edition(value: Any) -> bool:
    return is_number(value) and value > 1


def _is_years(value: Any) -> bool:
    return isinstance(value, dict) and all(type(year) is int and 0 < year <= MAX_YEAR for year in value.values())


def _is_actor(value: Any) -> bool:
    if not isinstance(value, dict) or value.keys() != {"kind", "id"}:
        return False
    return (value["kind"] == "user" and _is_row(value["id"])) or value == {"kind": "system", "id": "0"}


def _is_reference(value: Any) -> bool:
    if not isinstance(value, dict) or value.keys() != {"id", "version", "sha256"}:
        return False
    return _is_row(value["id"]) and is_number(value["version"]) and is_sha256(value["sha256"])


_DIMENSIONS: Mapping[str, Check] = {**dict.fromkeys(TICKET_DIMENSIONS, is_short), "component": is_name}
ENVELOPE: Mapping[str, Check] = {
    "v": lambda value: value == leaf.VERSION and type(value) is int,
    "id": lambda value: _matches(_ID, value),
    "tenant": lambda value: _matches(_ID, value),
    "seq": lambda value: type(value) is int and 0 <= value <= MAX_NUMBER,
    "type": lambda value: value in FORMS,
    "subject": lambda value: _matches(_SUBJECT, value),
    "actor": _is_actor,
    "occurred_at": is_instant,
    "recorded_at": is_instant,
    "contract": _is_reference,
    "data": lambda value: isinstance(value, dict),
    "commit": lambda value: isinstance(value, dict),
    "prev": lambda value: value == {"size": 0, "root": leaf.EMPTY_ROOT} and type(value["size"]) is int,
}
"""The fields of every entry. One of a contract has no ``contract``."""
COMMON: Mapping[str, Check] = {"via": lambda value: value in ("person", "machine")}
"""Data that an act of any type can have: the kind of the API token that it came by."""
_DELIVERY: Mapping[str, Check] = {"delivery_id": is_number}
_DECIDED: Mapping[str, Check] = {"claim_id": is_number, "by": is_text}
_MESSAGE: Mapping[str, Check] = {"message_id": is_number}
_RELEASES: Mapping[str, Check] = {"tzdata_version": is_text, "holidays_version": is_text}
FORMS: Mapping[str, Mapping[str, Check]] = {
    "ticket.filed": {
        **dict.fromkeys(("product", "plan"), is_name),
        "severity": is_level,
        **_DIMENSIONS,
        "environment": lambda value: isinstance(value, str) and value in ENVIRONMENTS,
        "uncovered": _is_empty,
        "requester_id": is_number,
        **_MESSAGE,
    },
    "severity.changed": {"severity": is_text, "basis": is_text, "effective_from": is_instant},
    "severity.disputed": {"dispute_id": is_number, "severity": is_text, "due_at": is_instant},
    "dispute.withdrawn": {"dispute_id": is_number},
    "severity.ruled": {"dispute_id": is_number, "severity": is_text},
    "vendor.replied": {"channel": is_text, "automatic": is_flag, "internal": is_flag, **_MESSAGE},
    "information.requested": {"wait_id": is_number, "count": lambda value: is_number(value) and value <= ITEMS_MAX},
    "customer.replied": _MESSAGE,
    "wait.voided": {"wait_id": is_number, "requested_at": is_instant},
    "workaround.provided": _DELIVERY,
    "workaround.accepted": _DELIVERY,
    "workaround.rejected": _DELIVERY,
    "resolution.provided": _DELIVERY,
    "resolution.accepted": _DELIVERY,
    "resolution.rejected": _DELIVERY,
    "ticket.reopened": {},
    "exclusion.claimed": {
        "claim_id": is_number,
        "clause": is_text,
        "scope": is_text,
        "from_at": is_instant,
        "to_at": is_instant,
    },
    "exclusion.accepted": _DECIDED,
    "exclusion.rejected": _DECIDED,
    "ticket.cancelled": {"reason": is_text},
    "ticket.dimensions_changed": {"before": _is_dimensions, "after": _is_dimensions, "baseline": is_flag},
    "ticket.calendar_extended": {"edition": _is_later_edition},
    "contract.published": {
        "contract_id": is_number,
        "version": is_number,
        "sha256": is_sha256,
        "effective_from": is_instant,
        "effective_to": is_instant,
        **_RELEASES,
    },
    "contract.extended": {
        "contract_id": is_number,
        "version": is_number,
        "edition": _is_later_edition,
        "known_until": _is_years,
        "sha256": is_sha256,
        "sha256_before": is_sha256,
        **_RELEASES,
    },
}
"""The public fields of each type of entry."""
OPTIONAL: Mapping[str, frozenset[str]] = {
    "severity.changed": frozenset({"effective_from"}),
    "severity.disputed": frozenset({"due_at"}),
    "exclusion.claimed": frozenset({"from_at", "to_at"}),
    "contract.published": frozenset({"effective_to"}),
    "ticket.dimensions_changed": frozenset({"baseline"}),
}
"""Fields that an entry can lack."""
_REASON = frozenset({"reason"})
COMMITMENTS: Mapping[str, frozenset[str]] = {
    "ticket.filed": frozenset({"title", "body", "evidence"}),
    "severity.changed": frozenset({"reason", "evidence"}),
    "severity.disputed": _REASON,
    "severity.ruled": _REASON,
    "vendor.replied": frozenset({"body"}),
    "information.requested": frozenset({"items"}),
    "customer.replied": frozenset({"body"}),
    "wait.voided": _REASON,
    "workaround.rejected": _REASON,
    "resolution.rejected": _REASON,
    "ticket.reopened": _REASON,
    "exclusion.claimed": frozenset({"evidence", "fields"}),
    "exclusion.accepted": _REASON,
    "exclusion.rejected": _REASON,
    "contract.published": frozenset({"name"}),
}
"""The private fields of each type of entry, of which it holds commitments."""


def wrong_field(document: Mapping[str, Any]) -> str:
    """The first field that this type of entry lacks, must not have, or has in a wrong form; empty if there is none."""
    own = document["type"] if isinstance(document.get("type"), str) else ""
    about_contract = own.startswith("contract.")
    envelope = {name: check for name, check in ENVELOPE.items() if name != "contract" or not about_contract}
    wrong = _first_wrong(document, envelope, frozenset())
    if wrong:
        return wrong
    wrong = _first_wrong(document["data"], {**FORMS[own], **COMMON}, OPTIONAL.get(own, frozenset()) | COMMON.keys())
    if wrong:
        return f"data.{wrong}"
    commitments = dict.fromkeys(COMMITMENTS.get(own, ()), is_sha256)
    wrong = _first_wrong(document["commit"], commitments, commitments.keys())
    return f"commit.{wrong}" if wrong else ""


def _first_wrong(values: Mapping[str, Any], checks: Mapping[str, Check], optional: Any) -> str:
    unknown = sorted(values.keys() - checks.keys())
    missing = sorted(checks.keys() - values.keys() - set(optional))
    wrong = [name for name, check in checks.items() if name in values and not check(values[name])]
    return next(iter((*unknown, *missing, *wrong)), "")
