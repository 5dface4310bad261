"""The command that others check us with: its forms, as the page says them (semantics §8)."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from sla.making import document, severity
from upheld.cli import cli
from upheld.contracts.samples import NAMES as READY

FACTS = [
    {"at": "2026-03-04T10:00:00Z", "type": "ticket_filed", "severity": "P0"},
    {"at": "2026-03-04T10:14:59.5Z", "type": "vendor_replied", "kind": "reply"},
    {"at": "2026-03-04T10:20:00Z", "type": "severity_ruled", "severity": "P1"},
]
AS_OF = "2026-03-04T12:00:00Z"


def upheld(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(cli, list(arguments), input=stdin)


@pytest.fixture
def terms(tmp_path: Path) -> str:
    path = tmp_path / "terms.yaml"
    path.write_text(yaml.safe_dump(document(), allow_unicode=True), "utf-8")
    return str(path)


@pytest.fixture
def facts(tmp_path: Path) -> str:
    path = tmp_path / "facts.jsonl"
    path.write_text("\n".join(map(json.dumps, FACTS)), "utf-8")
    return str(path)


def test_assess_prints_the_readings_and_tells_what_was_refused(terms: str, facts: str) -> None:
    done = upheld("sla", "assess", "--terms", terms, "--facts", facts, "--as-of", AS_OF, "--format", "json")
    assert done.exit_code == 0
    first = json.loads(done.stdout)[0]
    assert first == {
        "objective": "response",
        "cycle": 1,
        "severity": "P0",
        "state": "stopped",
        "outcome": "met",
        "provisional": False,
        "excluded": False,
        "started_at": "2026-03-04T10:00:00Z",
        "due_at": "2026-03-04T10:15:00Z",
        "stopped_at": "2026-03-04T10:14:59.500000Z",
        "decided_at": "2026-03-04T10:14:59.500000Z",
        "allowance": 900,
        "counted": 899.5,
        "remaining": 0.5,
        "overdue": 0,
    }
    assert "No dispute is open" in done.stderr
    assert upheld("sla", "assess", "--terms", terms, "--facts", facts, "--as-of", AS_OF, "--strict").exit_code == 1


def test_assess_has_a_table_for_people(terms: str, facts: str) -> None:
    done = upheld("sla", "assess", "--terms", terms, "--facts", facts, "--as-of", AS_OF, "--lang", "zh")
    assert done.exit_code == 0
    assert "响应 1" in done.stdout
    assert "达成" in done.stdout


def test_cases_go_on_after_one_that_cannot_be_read(tmp_path: Path) -> None:
    good = {"terms": document(), "facts": FACTS, "as_of": AS_OF}
    bad: list[Any] = [
        "not json",
        {"terms": {}, "facts": [{"type": "x"}], "as_of": "noon"},
        [],
        {**good, "facts": "many"},
        {**good, "terms": document(severities=[severity("P0", response="15")])},
    ]
    lines = [json.dumps(good), *(one if isinstance(one, str) else json.dumps(one) for one in bad), "", json.dumps(good)]
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    done = upheld("sla", "assess", "--cases", str(path), "--format", "jsonl")
    printed = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 1
    assert printed[0] == printed[-1]
    assert [reading["objective"] for reading in printed[0]][:2] == ["response", "update"]
    errors = [one["error"] for one in printed[1:-1]]
    assert len(errors) == len(bad)
    assert {"terms.name", "facts[0].at", "as_of"} <= {problem["path"] for problem in errors[1]}
    assert errors[4] == [
        {
            "path": "terms.severities[0].objectives.response.within",
            "message": "“15” has no unit. Write 15m, 4h, 2d or 5bd.",
        }
    ]


def test_cases_that_can_all_be_read_end_with_status_0() -> None:
    case = json.dumps({"terms": document(), "facts": FACTS[:1], "as_of": AS_OF})
    done = upheld("sla", "assess", "--cases", "-", "--format", "jsonl", stdin=f"{case}\n{case}\n")
    assert (done.exit_code, len(done.stdout.splitlines())) == (0, 2)


@pytest.mark.parametrize(
    "line",
    [
        b"[" * 100_000,
        b'{"terms": ' * 2000,
        b'{"a": 1, "a": 2}',
        b'{"as_of": NaN}',
        b"\xff\xfe",
        b'{"terms": "\\u0000"}',
        b'{"as_of": ' + b"9" * 5000 + b"}",
        b"[" * 5_000_000,
    ],
)
def test_hostile_lines_are_errors_in_bounded_time(line: bytes) -> None:
    done = upheld("sla", "assess", "--cases", "-", stdin=line + b"\n")
    assert done.exit_code == 1
    assert "error" in json.loads(done.stdout.splitlines()[0])


def test_due_prints_one_instant_and_counted_one_number(terms: str) -> None:
    due = upheld(
        "sla", "due", "--terms", terms, "--calendar", "office", "--from", "2026-03-04T11:30:00Z", "--add", "1bd"
    )
    assert due.stdout == "2026-03-05T11:30:00Z\n"
    span = ["--from", "2026-03-04T11:30:00Z", "--to", "2026-03-04T13:30:00.25Z"]
    assert upheld("sla", "counted", "--terms", terms, "--calendar", "office", *span).stdout == "3600.25\n"
    assert upheld("sla", "counted", "--terms", terms, "--calendar", "24x7", *span).stdout == "7200.25\n"


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--calendar", "night", "--from", AS_OF, "--add", "1h"], 1),
        (["--calendar", "office", "--from", AS_OF, "--add", "1"], 1),
        (["--calendar", "office", "--from", AS_OF, "--add", "-1h"], 1),
        (["--calendar", "office", "--from", "noon", "--add", "1h"], 2),
        (["--calendar", "office", "--from", "9999-12-31T23:00:00Z", "--add", "99h"], 1),
    ],
)
def test_due_says_what_is_wrong(terms: str, arguments: list[str], status: int) -> None:
    done = upheld("sla", "due", "--terms", terms, *arguments)
    assert done.exit_code == status
    assert done.stderr
    assert done.stdout == ""


def test_explain_prints_the_reckoning_and_draws_it(terms: str, facts: str, tmp_path: Path) -> None:
    picture = tmp_path / "out.svg"
    arguments = ["sla", "explain", "--terms", terms, "--facts", facts, "--as-of", AS_OF]
    done = upheld(*arguments, "--objective", "restoration", "--cycle", "1", "--svg", str(picture))
    assert done.exit_code == 0
    assert "2026-03-04 10:00" in done.stdout
    assert picture.read_text("utf-8").startswith("<svg")
    assert upheld(*arguments).stdout.count("from") >= 4
    assert upheld(*arguments, "--svg", str(picture)).exit_code == 2
    assert upheld(*arguments, "--objective", "restoration", "--cycle", "9").exit_code == 1
    assert upheld(*arguments, "--zone", "Mars").exit_code == 1


def test_unreadable_facts_name_their_lines(terms: str, tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    filed = '{"at": "2026-03-04T10:00:00Z", "type": "ticket_filed", "severity": "P0"}'
    path.write_text(f'{filed}\n\n{{"at": 5}}\n{{', "utf-8")
    done = upheld("sla", "assess", "--terms", terms, "--facts", str(path), "--as-of", AS_OF)
    assert done.exit_code == 1
    assert [line.partition(": ")[0] for line in done.stderr.splitlines()] == ["line 3.type", "line 3.at", "line 4"]


def test_a_microsecond_is_written_with_decimals(terms: str, facts: str) -> None:
    span = ("--from", "2026-03-04T10:00:00.999999Z", "--to", "2026-03-04T10:00:01Z")
    assert upheld("sla", "counted", "--terms", terms, "--calendar", "24x7", *span).stdout == "0.000001\n"
    early = ("--as-of", "2026-03-04T10:00:00.000012Z")
    for form in ("json", "jsonl"):
        told = upheld("sla", "assess", "--terms", terms, "--facts", facts, *early, "--format", form).stdout
        assert '"counted": 0.000012' in told
        assert json.loads(told)[0]["counted"] == 0.000012


def test_facts_may_be_one_json_list(terms: str, tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(FACTS, indent=1), "utf-8")
    done = upheld("sla", "assess", "--terms", terms, "--facts", str(path), "--as-of", AS_OF, "--format", "jsonl")
    assert [load["objective"] for load in json.loads(done.stdout)].count("update") == 2


def test_what_would_steer_a_terminal_is_told_as_an_escape(terms: str, tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    path.write_text("\n".join(map(json.dumps, [*FACTS, {"at": FACTS[-1]["at"], "type": "\x1b[31mred\x07"}])), "utf-8")
    done = upheld("sla", "assess", "--terms", terms, "--facts", str(path), "--as-of", AS_OF)
    assert "\\x1b[31mred\\x07" in done.stderr
    assert "\x1b" not in done.stderr


def test_contract_check_tells_errors_and_warnings(terms: str, tmp_path: Path) -> None:
    good = upheld("contract", "check", terms)
    assert good.exit_code == 0
    assert "warning" in good.stdout
    bad = tmp_path / "bad.yaml"
    bad.write_text("upheld: 1\nname: x\nversion: one\n", "utf-8")
    done = upheld("contract", "check", str(bad), "--format", "json", "--lang", "zh")
    found = json.loads(done.stdout)
    assert (done.exit_code, found["valid"]) == (1, False)
    missed = {"version", "timezone", "effective", "calendars", "severities"}
    assert {problem["path"] for problem in found["errors"]} == missed
    assert upheld("contract", "check", "nowhere.yaml").exit_code == 2


@pytest.mark.parametrize("name", READY)
def test_ready_contracts_are_checked_shown_and_printed(name: str) -> None:
    assert upheld("contract", "check", name).exit_code == 0
    assert upheld("contract", "show", name, "--lang", "zh").stdout.startswith("# ")
    text = upheld("contract", "ready", name).stdout
    assert upheld("contract", "check", "-", stdin=text).exit_code == 0


def test_the_schema_is_json() -> None:
    assert json.loads(upheld("contract", "schema").stdout)["title"].startswith("Upheld")


def test_the_commands_of_the_core_load_no_server(terms: str) -> None:
    import subprocess
    import sys

    script = (
        "import sys\nfrom upheld.cli import main\n"
        f"main(['sla', 'due', '--terms', {terms!r}, '--calendar', 'office', '--from', {AS_OF!r}, '--add', '1h'])\n"
        "assert 'django' not in sys.modules and 'pydantic' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, env=_environment()
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "2026-03-04T14:00:00Z\n"


def _environment() -> dict[str, str]:
    import os

    import upheld

    return {**os.environ, "PYTHONPATH": str(Path(upheld.__file__).parent.parent)}


def test_counted_and_due_refuse_what_lies_past_the_known_holidays(tmp_path: Path) -> None:
    office = {
        "timezone": "Asia/Shanghai",
        "week": {"mon-wed,fri": ["09:00-18:00"], "thu": ["22:00-06:00"]},
        "business_day": "8h",
        "holidays": {"dates": [], "horizon": 2026},
    }
    path = tmp_path / "terms.yaml"
    path.write_text(yaml.safe_dump(document(calendars={"office": office, "always": "24x7"})), "utf-8")
    place = ("--terms", str(path), "--calendar", "office", "--from", "2026-12-31T00:00:00+08:00")
    # The last night of 2026, a Thursday, ends on New Year's Day at 06:00; what comes then nobody knows.
    known = upheld("sla", "counted", *place, "--to", "2027-01-01T06:00:00+08:00")
    assert (known.exit_code, known.stdout) == (0, "28800\n")
    assert upheld("sla", "due", *place, "--add", "8h").stdout == "2026-12-31T22:00:00Z\n"
    for refused in (
        upheld("sla", "counted", *place, "--to", "2027-01-01T06:00:01+08:00"),
        upheld("sla", "due", *place, "--add", "8h1s"),
    ):
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert "past the last year whose holidays are known" in refused.stderr
