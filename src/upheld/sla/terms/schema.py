"""The JSON Schema of the terms, for editors and the docs (semantics §3).

It says the form; what refers to something else (an unknown calendar, a target that is never reached) only
``read_terms`` can say.
"""

from typing import Any, Final

from upheld.sla.calendar.windows import DAYS
from upheld.sla.criteria.evidence import KINDS
from upheld.sla.criteria.syntax import LONGEST
from upheld.sla.terms.model import COMPUTED_BASE, OBJECTIVES
from upheld.sla.terms.node import ID_MAX

Schema = dict[str, Any]

_NUMBER: Final = r"\d{1,9}(\.\d{1,6})?"
_ISO: Final = rf"P({_NUMBER}W)?({_NUMBER}D)?(T({_NUMBER}H)?({_NUMBER}M)?({_NUMBER}S)?)?"
AMOUNT: Final = rf"^({_NUMBER}bd|(?=\d)({_NUMBER}d)?({_NUMBER}h)?({_NUMBER}m)?({_NUMBER}s)?|(?=P.){_ISO})$"
WINDOW: Final = r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$"
DATE: Final = r"^\d{4}-\d\d-\d\d$"
_DAY: Final = "|".join(DAYS)


def terms_schema() -> dict[str, object]:
    """The schema as plain data (JSON Schema 2020-12)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Upheld contract terms, format 1",
        "$defs": _definitions(),
        **_object(
            ["upheld", "name", "version", "timezone", "effective", "calendars", "severities"],
            upheld={"const": 1},
            name=_text(200),
            version={"type": "integer", "minimum": 1},
            timezone=_text(100, "IANA time zone; calendars without one take it"),
            effective=_object(["from"], **{"from": _ref("date"), "to": _ref("date")}),
            evidence={"type": "object", "additionalProperties": {"enum": list(KINDS)}},
            calendars={"type": "object", "additionalProperties": _ref("calendar")},
            severities=_list(_ref("severity"), 1, 20),
            reclassification={"enum": ["carry", "restart", "from_filing"], "default": "carry"},
            while_disputed={"enum": ["higher", "customer", "vendor"], "default": "higher"},
            acceptance=_acceptance(),
            reopening=_reopening(),
            pauses=_object([], waiting_on_customer=_ref("objectives")),
            exclusions=_list(_ref("exclusion"), 0, 100),
            response_counts=_list({"enum": ["reply", "call", "chat"]}, 0, 3),
            disputes=_object([], ruling_within=_ref("amount"), calendar=_text(ID_MAX), arbiter=_text(ID_MAX)),
            escalation=_list(_ref("step"), 0, 100),
            attainment=_object([], periods=_list({"enum": ["month", "quarter"]}, 0, 2)),
            credits=_credits(),
            entitlements=_list(_ref("entitlement"), 0, 100),
        ),
    }


def _object(required: list[str], /, **properties: Any) -> Schema:
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def _list(items: Schema, least: int, most: int) -> Schema:
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


def _text(longest: int, description: str = "") -> Schema:
    schema: Schema = {"type": "string", "minLength": 1, "maxLength": longest}
    return {**schema, "description": description} if description else schema


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _definitions() -> Schema:
    return {
        "amount": {"type": "string", "pattern": AMOUNT, "description": "15m, 4h, 2d, 5bd (business days) or PT4H"},
        "share": {"type": "string", "pattern": r"^\d{1,3}(\.\d{1,6})?\s*%$"},
        "date": {"type": "string", "pattern": DATE},
        "objective": {"enum": list(OBJECTIVES)},
        "objectives": {**_list(_ref("objective"), 0, 4), "uniqueItems": True},
        "text": {"anyOf": [_text(2000), {"type": "object", "additionalProperties": _text(2000)}]},
        "names": _list(_text(ID_MAX), 0, 50),
        "windows": {"anyOf": [_list({"type": "string", "pattern": WINDOW}, 0, 48), {"const": "closed"}]},
        "calendar": _calendar(),
        "holidays": _holidays(),
        "severity": _severity(),
        "exclusion": _object(
            ["id"],
            id=_text(ID_MAX),
            clause=_ref("text"),
            objectives=_ref("objectives"),
            scope={"enum": ["interval", "ticket"], "default": "interval"},
            evidence=_ref("names"),
        ),
        "step": _object(
            ["at", "notify"],
            at={"anyOf": [_ref("share"), {"const": "breach"}]},
            after=_ref("amount"),
            calendar=_text(ID_MAX),
            objectives=_ref("objectives"),
            severities=_ref("names"),
            notify=_ref("names"),
            via=_ref("names"),
        ),
        "entitlement": _object(
            ["id", "quantity", "per"],
            id=_text(ID_MAX),
            name=_ref("text"),
            quantity={"type": "integer", "minimum": 1},
            per={"enum": ["month", "quarter", "year", "term"]},
        ),
    }


def _calendar() -> Schema:
    day = {"anyOf": [_ref("windows"), _object(["like"], like={"enum": list(DAYS)})]}
    keys = rf"^({_DAY})(-({_DAY}))?(\s*,\s*({_DAY})(-({_DAY}))?)*$"
    week = {"type": "object", "patternProperties": {keys: _ref("windows")}, "additionalProperties": False}
    hours = _object(
        ["week"],
        timezone=_text(100),
        week=week,
        holidays=_ref("holidays"),
        dates={"type": "object", "patternProperties": {DATE: day}, "additionalProperties": False},
        business_day=_ref("amount"),
    )
    return {"anyOf": [{"const": "24x7"}, hours]}


def _holidays() -> Schema:
    worked = {"patternProperties": {DATE: {"enum": [*DAYS, None]}}, "additionalProperties": False}
    return _object(
        [],
        country=_text(ID_MAX),
        subdivision=_text(ID_MAX),
        make_up_days={"type": "boolean"},
        dates=_list(_ref("date"), 0, 4000),
        make_up={"anyOf": [{"type": "object", **worked}, _list(_ref("date"), 0, 4000)]},
        horizon={"type": "integer", "minimum": 1, "maximum": 9999},
    )


def _severity() -> Schema:
    targets = {name: _target(name) for name in OBJECTIVES}
    return _object(
        ["id", "objectives"],
        id=_text(ID_MAX),
        name=_ref("text"),
        criteria=_text(LONGEST, "CEL over declared evidence, without calls and macros"),
        objectives=_object([], **targets),
        channels=_ref("names"),
    )


def _target(objective: str) -> Schema:
    key = "every" if objective == "update" else "within"
    special: Schema = {}
    if objective == "update":
        special = {"until": {"enum": ["resolution", "restoration"], "default": "resolution"}}
    if objective == "resolution":
        special = {"starts": {"enum": ["filing", "restoration"], "default": "filing"}}
    return _object(
        [key],
        **{key: _ref("amount"), "calendar": _text(ID_MAX, "24x7 by default"), "objective": _ref("amount")},
        goal=_ref("share"),
        warn_at=_list(_ref("share"), 0, 20),
        **special,
    )


def _acceptance() -> Schema:
    testing = {"enum": ["counts", "pauses"], "default": "counts"}
    return _object([], after=_ref("amount"), calendar=_text(ID_MAX), testing=testing)


def _reopening() -> Schema:
    mode = {"enum": ["new_cycle", "continue"], "default": "new_cycle"}
    return _object(["within"], **{"within": _ref("amount"), "calendar": _text(ID_MAX), "as": mode})


def _credits() -> Schema:
    band = _object(
        ["objective", "below", "credit"],
        objective=_ref("objective"),
        severity=_text(ID_MAX),
        below=_ref("share"),
        credit=_ref("share"),
    )
    currency = {"type": "string", "pattern": "^[A-Z]{3}$"}
    return _object(
        ["currency", "bands"],
        currency=currency,
        base={"const": COMPUTED_BASE},
        cap=_ref("share"),
        bands=_list(band, 0, 100),
    )
