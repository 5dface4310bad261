"""The canonical form says the same: reading what was written gives equal terms."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla.making import document, severity
from upheld.contracts.samples import NAMES as READY
from upheld.contracts.samples import sample as ready_text
from upheld.sla import contract_text, load_terms, read_terms, resolve_holidays, terms_schema, write_terms

windows = st.sampled_from(["09:00-12:00", "13:00-18:00", "22:00-06:00", "00:00-24:00", "18:00-24:00"])
days = st.lists(windows, max_size=3)
dates = st.dates().map(str)
shares = st.sampled_from(["50%", "80%", "99.5%", "0.000001%", "100%"])
amounts = st.sampled_from(["15m", "90m", "4h", "2d", "1bd", "2.5bd", "PT1H", "45s"])
names = st.sampled_from(["always", "office", "24x7"])
objectives = st.lists(st.sampled_from(["response", "update", "restoration", "resolution"]), unique=True, max_size=4)
texts = st.dictionaries(st.sampled_from(["en", "zh"]), st.sampled_from(["Text", "文本", "a: b # c"]), min_size=1)


def some(**fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


def target(key: str, **more: Any) -> st.SearchStrategy[dict[str, Any]]:
    optional = {"goal": shares, "calendar": names, "warn_at": st.lists(shares, max_size=3), **more}
    return st.fixed_dictionaries({key: amounts}, optional=optional)


severities = st.fixed_dictionaries(
    {
        "id": st.uuids().map(str),
        "objectives": some(
            response=target("within"),
            update=target("every", until=st.just("restoration")),
            restoration=target("within"),
            resolution=target("within", starts=st.just("filing")),
        ),
    },
    optional={
        "name": texts,
        "criteria": st.sampled_from(["data_loss", "affected_percent > 5 && !question_only"]),
        "channels": st.lists(st.sampled_from(["phone", "chat"]), unique=True),
    },
)
exclusion = st.fixed_dictionaries(
    {"id": st.uuids().map(str)},
    optional={"clause": texts, "objectives": objectives, "scope": st.sampled_from(["interval", "ticket"])},
)
step = st.one_of(
    st.fixed_dictionaries({"at": shares, "notify": st.just(["a"])}, optional={"objectives": objectives}),
    st.fixed_dictionaries(
        {"at": st.just("breach"), "notify": st.just([])}, optional={"after": amounts, "calendar": names}
    ),
)
documents = st.fixed_dictionaries(
    {
        "severities": st.lists(severities, min_size=1, max_size=4),
        "calendars": st.builds(
            lambda week, extra: {"always": "24x7", "office": {"week": {"mon-fri": ["09:00-17:00"]}, **extra}},
            st.none(),
            some(
                dates=st.dictionaries(dates, days | st.just("closed") | st.just({"like": "fri"}), max_size=3),
                holidays=some(dates=st.lists(dates, max_size=3), make_up=st.lists(dates, max_size=2)).filter(bool),
                timezone=st.sampled_from(["Asia/Shanghai", "America/New_York"]),
                business_day=st.sampled_from(["8h", "7h30m"]),
            ),
        ),
    },
    optional={
        "reclassification": st.sampled_from(["carry", "restart", "from_filing"]),
        "while_disputed": st.sampled_from(["higher", "customer", "vendor"]),
        "acceptance": some(after=amounts, calendar=names, testing=st.sampled_from(["counts", "pauses"])),
        "reopening": st.fixed_dictionaries({"within": amounts}, optional={"as": st.just("continue")}),
        "pauses": some(waiting_on_customer=objectives),
        "exclusions": st.lists(exclusion, max_size=3),
        "response_counts": st.lists(st.sampled_from(["reply", "call", "chat"]), unique=True),
        "disputes": some(ruling_within=amounts, calendar=names, arbiter=st.just("panel")),
        "escalation": st.lists(step, max_size=3),
        "attainment": some(periods=st.lists(st.sampled_from(["month", "quarter"]), unique=True)),
        "evidence": st.just({"own_flag": "boolean"}),
        "entitlements": st.just([{"id": "x", "quantity": 2, "per": "year"}]),
    },
)


def agree(doc: dict[str, Any]) -> dict[str, Any]:
    """``until`` must be the same in every severity."""
    for one in doc["severities"]:
        one["objectives"].get("update", {}).pop("until", None)
    return doc


@given(documents.map(agree))
@settings(max_examples=100)
def test_written_terms_read_back_the_same(changes: dict[str, Any]) -> None:
    terms = read_terms(document(**changes))
    written = write_terms(terms)
    assert read_terms(written) == terms
    assert read_terms(json.loads(json.dumps(written))) == terms
    assert write_terms(read_terms(written)) == written
    assert contract_text(terms, "en")
    assert contract_text(terms, "zh")


@pytest.mark.parametrize("name", READY)
def test_ready_contracts_are_valid_and_survive_writing(name: str) -> None:
    terms = load_terms(ready_text(name))
    assert read_terms(write_terms(terms)) == terms
    resolved = resolve_holidays(terms)
    assert read_terms(write_terms(resolved)) == resolved
    assert all({"en", "zh"} <= set(level.name) for level in terms.severities)
    assert all({"en", "zh"} <= set(clause.clause) for clause in terms.exclusions)


def test_unlike_neighbours_are_written_apart() -> None:
    week = {"mon": ["09:00-10:00"], "wed": ["09:00-10:00"], "sun": ["09:00-10:00"]}
    terms = read_terms(document(calendars={"one": {"week": week}}, severities=[severity("A", response="1h")]))
    assert write_terms(terms)["calendars"]["one"]["week"] == week  # type: ignore[index]


def test_the_schema_knows_every_key_that_is_written() -> None:
    properties = terms_schema()["properties"]
    assert set(write_terms(load_terms(ready_text("enterprise")))) <= set(properties)  # type: ignore[call-overload]


@pytest.mark.parametrize("name", READY)
def test_ready_contracts_fit_the_schema(name: str) -> None:
    jsonschema = pytest.importorskip("jsonschema_rs", reason="jsonschema_rs is not installed")
    from upheld.sla import parse_document

    validator = jsonschema.validator_for(terms_schema())
    contract = parse_document(ready_text(name))
    validator.validate(contract)
    contract["colour"] = "red"
    assert not validator.is_valid(contract)


def test_the_prose_names_every_promise() -> None:
    text = contract_text(load_terms(ready_text("enterprise")), "zh")
    for part in ("15 分钟内", "每 1 小时", "4 小时内", "5 个工作日内", "全天候", "紧急", "outdated_sdk", "30%", "CNY"):
        assert part in text
