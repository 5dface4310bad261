"""Entries that contradict each other are refused, however well everything else in the archive was counted anew."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from factories.remembered import remembered
from factories.world import build
from reports.mutants import Members, packed, rehashed, unpacked
from reports.test_export import exported, lived
from upheld.accounts.actor import SYSTEM
from upheld.contracts import operations as contracts
from upheld.contracts.models import Contract
from upheld.ledger import leaf
from upheld.reports import packing, recompute
from upheld.reports.archive import Archive
from upheld.sla import read_terms, write_terms
from upheld.sla.terms.write import terms_sha256

Documents = list[dict[str, Any]]
Change = Callable[[Documents], object]
ROUNDS = 4
LATE = 1_000_000
"""An index and a number after all others."""
SPRING = "2026-03-16T16:00:00Z"


class Counting(recompute._Check):
    """Keeps what the checker writes itself: what a forger would put in."""

    def __init__(self, archive: Archive) -> None:
        super().__init__(archive)
        self.computed: dict[str, bytes] = {}

    def written(self) -> dict[str, bytes]:
        self.outcome()
        return self.computed

    def _compare(self, where: str, said: bytes, computed: bytes) -> None:
        if said != computed:
            self.computed[where] = computed
        super()._compare(where, said, computed)


@pytest.fixture
@remembered
def honest(db: None) -> bytes:
    """Two products, and tickets that lived."""
    world = build()
    other = contracts.create_product(slug="im", name="IM", components=[], by=SYSTEM, now=world.now)
    Contract.objects.get(pk=world.acme.contract_id).products.add(other)
    lived(world)
    world.file("P0", product_id=other)
    world.wait(hours=9)
    return exported(world).getvalue()


def forged(members: Members, honest: bytes) -> bytes:
    """The archive with everything written anew that follows from its entries, as far as it can be counted."""
    members = dict(members)
    for _ in range(ROUNDS):
        data = packed(rehashed(members), honest)
        try:
            differing = Counting(Archive(io.BytesIO(data))).written()
        except recompute.MALFORMED:
            return data
        for where, computed in differing.items():
            name, _, line = where.partition(":")
            lines = members[name].splitlines(keepends=True)
            members[name] = b"".join([*lines[: int(line) - 1], computed, *lines[int(line) :]]) if line else computed
    return packed(rehashed(members), honest)


def refusal(data: bytes) -> str:
    with pytest.raises(recompute.CannotRecompute) as refused:
        recompute.recompute(io.BytesIO(data))
    return str(refused.value.params["reason"])


def with_entries(members: Members, change: Change) -> Members:
    """The entries of the first ticket changed."""
    first, *rest = members["leaves.jsonl"].splitlines(keepends=True)
    row = json.loads(first)
    documents = [json.loads(one) for one in row["leaves"]]
    change(documents)
    texts = [leaf.encode(document).decode() for document in documents]
    return members | {"leaves.jsonl": b"".join([packing.leaves_line(row["ticket"], texts), *rest])}


def test_an_honest_archive_counted_anew_is_believed(honest: bytes) -> None:
    checked = recompute.recompute(io.BytesIO(forged(unpacked(honest), honest)))
    assert checked.differences == ()
    assert checked.account == json.loads(unpacked(honest)["manifest.json"])["account"]


def test_what_follows_from_the_entries_is_counted_anew(honest: bytes) -> None:
    members = unpacked(honest)
    changed = members | {
        "readings.jsonl": members["readings.jsonl"].replace(b'"missed"', b'"met"'),
        "attainment.json": members["attainment.json"].replace(b'"missed":1', b'"missed":0'),
    }
    assert changed["readings.jsonl"] != members["readings.jsonl"]
    assert recompute.recompute(io.BytesIO(packed(rehashed(changed), honest))).differences
    assert unpacked(forged(changed, honest)) == members


def test_two_products_are_not_counted_as_one(honest: bytes) -> None:
    members = unpacked(honest)
    rows = [json.loads(line) | {"product": "1"} for line in members["tickets.jsonl"].splitlines()]
    data = forged(members | {"tickets.jsonl": b"".join(map(packing.line, rows))}, honest)
    assert "two products" in refusal(data)


def test_a_product_has_a_number_that_there_can_be(honest: bytes) -> None:
    members = unpacked(honest)
    rows = [json.loads(line) for line in members["tickets.jsonl"].splitlines()]
    first = rows[0]["product"]
    below = [row | {"product": "-1" if row["product"] == first else row["product"]} for row in rows]
    changed = members | {"tickets.jsonl": b"".join(map(packing.line, below))}
    assert "product" in refusal(forged(changed, honest))


def _dated_backwards(documents: Documents) -> None:
    first, last = documents[0], documents[-1]
    first["recorded_at"], last["recorded_at"] = last["recorded_at"], first["recorded_at"]
    first["occurred_at"], last["occurred_at"] = first["recorded_at"], last["recorded_at"]


def _all(**values: Any) -> Change:
    return lambda documents: [document.update(values) for document in documents]


def _more(kind: str, **data: Any) -> Change:
    """A further entry of another type, after all others, by the actor of the filing."""

    def add(documents: Documents) -> None:
        further = copy.deepcopy(documents[-1])
        further |= {"type": kind, "seq": LATE, "id": "f" * 32, "data": data, "commit": {}}
        documents.append(further)

    return add


def _filed_again(documents: Documents) -> None:
    _more("ticket.filed", **documents[0]["data"] | {"message_id": LATE, "severity": "P2"})(documents)


def _replied_again(documents: Documents) -> None:
    reply = {"channel": "reply", "automatic": 0, "internal": 0}
    _more("vendor.replied", **reply, message_id=documents[0]["data"]["message_id"])(documents)


def _replied_before(documents: Documents) -> None:
    _replied_again(documents)
    first, last = documents[0], documents[-1]
    last |= {"seq": 0, "recorded_at": first["recorded_at"], "occurred_at": first["occurred_at"]}
    documents.insert(0, documents.pop())


def _reply_with(**values: Any) -> Change:
    reply = {"channel": "reply", "automatic": 0, "internal": 0, "message_id": LATE}
    return _more("vendor.replied", **reply | values)


def _with_an_offset(documents: Documents) -> None:
    for document in documents:
        document["occurred_at"] = document["recorded_at"] = document["recorded_at"].replace("Z", "+00:00")


def _with_zeros(documents: Documents) -> None:
    for document in documents:
        document["occurred_at"] = document["recorded_at"] = document["recorded_at"].replace("Z", ".000000Z")


CONTRADICTIONS: dict[str, tuple[Change, str]] = {
    "filed twice": (_filed_again, "ticket.filed) contradicts"),
    "a reply before the filing": (_replied_before, "the first entry is no filing"),
    "a message twice": (_replied_again, "the number of its message was used before"),
    "a delivery accepted that was never provided": (
        _more("workaround.accepted", delivery_id=LATE),
        "workaround.accepted) contradicts",
    ),
    "a claim decided that was never made": (
        _more("exclusion.accepted", claim_id=LATE, by="customer"),
        "exclusion.accepted) contradicts",
    ),
    "a request voided that was never made": (
        _more("wait.voided", wait_id=LATE, requested_at="2026-03-01T00:00:00Z"),
        "a request that was never made",
    ),
    "a dispute withdrawn that never was": (_more("dispute.withdrawn", dispute_id=LATE), "not the one that is open"),
    "a ruling without a dispute": (_more("severity.ruled", dispute_id=LATE, severity="P0"), "not the one that is open"),
    "an unknown severity": (_more("severity.changed", severity="P9", basis="impact"), "severity.changed) contradicts"),
    "earlier values that never were": (
        _more("ticket.dimensions_changed", before={"region": "mars"}, after={"region": "eu"}, baseline=0),
        "the earlier values are not those",
    ),
    "a change of nothing": (
        _more("ticket.dimensions_changed", before={"region": ""}, after={"region": ""}, baseline=0),
        "it changes nothing",
    ),
    "an unknown dimension": (
        _more("ticket.dimensions_changed", before={"moon": ""}, after={"moon": "x"}, baseline=0),
        "data.before",
    ),
    "an actor of an unknown kind": (lambda them: them[-1]["actor"].update(kind="robot"), "actor"),
    "a system with a number": (lambda them: them[-1].update(actor={"kind": "system", "id": "7"}), "actor"),
    "an actor's number in another form": (lambda them: them[-1]["actor"].update(id="007"), "actor"),
    "an instant with an offset": (_with_an_offset, "occurred_at"),
    "an instant with zeros": (_with_zeros, "occurred_at"),
    "a flag as text": (_reply_with(automatic="false"), "data.automatic"),
    "a flag beyond one": (_reply_with(internal=2), "data.internal"),
    "a number as text": (_reply_with(message_id="7"), "data.message_id"),
    "data that nothing has": (_reply_with(mood="good"), "data.mood"),
    "data that is missing": (lambda them: them[0]["data"].pop("environment"), "data.environment"),
    "a commitment of nothing": (lambda them: them[0]["commit"].update(mood="0" * 64), "commit.mood"),
    "a commitment in another form": (lambda them: them[0]["commit"].update(body="0" * 63), "commit.body"),
    "a filing that nothing covers": (lambda them: them[0]["data"].update(uncovered="no_contract"), "data.uncovered"),
    "a tree that is not empty": (lambda them: them[0]["prev"].update(size=1), "prev"),
    "a contract with further fields": (lambda them: them[0]["contract"].update(name="Gold"), "contract"),
}
"""Entries that the desk refuses, or that nothing writes. A forger has counted everything else anew."""


@pytest.mark.parametrize("how", CONTRADICTIONS)
def test_entries_that_could_not_have_been_recorded_are_refused(honest: bytes, how: str) -> None:
    change, reason = CONTRADICTIONS[how]
    assert reason in refusal(forged(with_entries(unpacked(honest), change), honest))


def test_a_contract_is_published_before_its_tickets(honest: bytes) -> None:
    members = unpacked(honest)
    entry = json.loads(members["contracts.jsonl"]) | {"seq": LATE}
    filing = json.loads(json.loads(members["leaves.jsonl"].splitlines()[-1])["leaves"][-1])
    entry["recorded_at"] = entry["occurred_at"] = filing["recorded_at"]
    changed = members | {"contracts.jsonl": leaf.encode(entry) + b"\n"}
    assert "its terms were published after it" in refusal(forged(changed, honest))


def under_other_terms(members: Members, change: Callable[[dict[str, Any]], object], **data: Any) -> Members:
    """The archive with other terms from the start, and every hash of them written anew."""
    cases = [json.loads(line) for line in members["cases.jsonl"].splitlines()]
    for case in cases:
        change(case["terms"])
    entry = json.loads(members["contracts.jsonl"])
    before, after = entry["data"]["sha256"], terms_sha256(cases[0]["terms"])
    entry["data"] |= {"sha256": after, **data}
    leaves = members["leaves.jsonl"].replace(before.encode(), after.encode())
    return members | {
        "cases.jsonl": b"".join(map(packing.line, cases)),
        "contracts.jsonl": leaf.encode(entry) + b"\n",
        "leaves.jsonl": leaves,
    }


def test_a_ticket_is_filed_while_its_version_is_in_force(honest: bytes) -> None:
    later = under_other_terms(
        unpacked(honest), lambda terms: terms["effective"].update({"from": "2026-03-17"}), effective_from=SPRING
    )
    assert "not in force when it was filed" in refusal(forged(later, honest))


def test_terms_apply_when_their_entry_says(honest: bytes) -> None:
    other = under_other_terms(unpacked(honest), lambda _: None, effective_from="2020-01-01T00:00:00Z")
    assert "do not apply in the time" in refusal(forged(other, honest))


def test_terms_have_the_number_of_their_version(honest: bytes) -> None:
    other = under_other_terms(unpacked(honest), lambda terms: terms.update(version=7))
    assert "those of version 7, not 1" in refusal(forged(other, honest))


def test_terms_carry_the_days_of_their_holidays(honest: bytes) -> None:
    """To look up a country's holidays takes long, and every published version has their days."""
    german = {"week": {"mon": ["09:00-17:00"]}, "holidays": {"country": "DE"}}

    def with_holidays(terms: dict[str, Any]) -> None:
        terms["calendars"]["german"] = german
        terms.update(write_terms(read_terms(terms)))

    other = under_other_terms(unpacked(honest), with_holidays)
    assert "holidays of a country without their days" in refusal(forged(other, honest))


@pytest.mark.parametrize("shift", [1, 5, 200])
def test_no_byte_of_a_subject_passes_as_its_salt(honest: bytes, shift: int) -> None:
    members = unpacked(honest)
    rows = [json.loads(line) for line in members["tickets.jsonl"].splitlines()]
    subject = rows[0]["subject"].encode()
    shift = min(shift, len(subject))
    rows[0] |= {
        "subject_salt": rows[0]["subject_salt"] + subject[:shift].hex(),
        "subject": subject[shift:].decode(),
    }
    data = forged(members | {"tickets.jsonl": b"".join(map(packing.line, rows))}, honest)
    assert "is not 32 bytes" in refusal(data)


def test_a_salt_that_is_written_in_another_form_is_refused(honest: bytes) -> None:
    members = unpacked(honest)
    rows = [json.loads(line) for line in members["tickets.jsonl"].splitlines()]
    rows[0]["subject_salt"] = rows[0]["subject_salt"].upper()
    assert "is not 32 bytes" in refusal(packed(members | {"tickets.jsonl": b"".join(map(packing.line, rows))}, honest))


FORGERIES: dict[str, tuple[Change, str]] = {
    "terms of zeros, as filed": (lambda them: them[0]["contract"].update(sha256="0" * 64), "other terms"),
    "terms of zeros, later": (lambda them: them[-1]["contract"].update(sha256="0" * 64), "other terms"),
    "another version later": (lambda them: them[-1]["contract"].update(version=2), "other terms"),
    "dated backwards": (_dated_backwards, "contradicts those before"),
    "recorded before it occurred": (_all(occurred_at="2099-01-01T00:00:00Z"), "before it occurred"),
    "one name for all": (_all(id="0" * 32), "stands twice"),
    "a key too many": (_all(remark="true"), "another form"),
    "a key too few": (lambda them: them[0].pop("actor"), ": actor: an entry in another form"),
    "an actor of another kind": (_all(actor="Ada"), ": actor: an entry in another form"),
    "a number below the first": (lambda them: them[0].update(seq=-1), "another form"),
}


@pytest.mark.parametrize("how", FORGERIES)
def test_entries_that_contradict_each_other_are_refused(honest: bytes, how: str) -> None:
    change, reason = FORGERIES[how]
    assert reason in refusal(forged(with_entries(unpacked(honest), change), honest))
