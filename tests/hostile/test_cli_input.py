"""Hostile files for the command that others check us with: little memory, little time, an answer for every line."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from factories.terms import always

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits memory as Linux does")

MEMORY, SECONDS = 512 << 20, 20
SOURCE = Path(__file__).resolve().parents[2] / "src"
TERMS = json.loads(json.dumps(yaml.safe_load(always()), default=str))
FILED = {"at": "2026-03-02T01:00:00Z", "type": "ticket_filed", "severity": "P0"}
CASE = {"terms": TERMS, "facts": [FILED], "as_of": "2026-03-02T02:00:00Z"}
LONE = "\ud800"


def case(**changes: Any) -> bytes:
    """A good case but for what is said."""
    return json.dumps({**CASE, **changes}).encode()


def response(**changes: Any) -> bytes:
    """A case whose first promise is changed."""
    terms = json.loads(json.dumps(TERMS))
    terms["severities"][0]["objectives"]["response"].update(changes)
    return case(terms=terms)


def changed(at: str) -> bytes:
    """A case whose severity was corrected from an instant on."""
    change = {"at": "2026-03-02T01:10:00Z", "type": "severity_changed", "severity": "P1", "basis": "correction"}
    return case(facts=[FILED, {**change, "effective_from": at}])


CASES = {
    "deep list": b"[" * 100_000,
    "deep object": b'{"terms":' * 50_000,
    "deep and whole": b'{"terms":' + b"[" * 900 + b"]" * 900 + b"}",
    "no UTF-8": '{"terms": "é"}'.encode("latin1"),
    "a digit for ever": b'{"terms": ' + b"9" * 1_000_000 + b"}",
    "an endless number": b'{"terms": 1e999999}',
    "not a number": b'{"terms": NaN}',
    "lone surrogate in a type": case(facts=[{**FILED, "type": LONE}]),
    "lone surrogate in a severity": case(facts=[{**FILED, "severity": LONE}]),
    "lone surrogate in a key": case(facts=[{**FILED, LONE: 1}]),
    "lone surrogate in the terms": case(terms={**TERMS, "name": LONE}),
    "lone surrogate in an amount": response(within=LONE),
    "lone surrogate in an instant": case(as_of=LONE),
    "control characters": case(facts=[{**FILED, "type": "\x1b[31m"}]),
    "first instant": case(as_of="0001-01-01T00:00:00Z"),
    "last instant": case(as_of="9999-12-31T23:59:59Z"),
    "filed at the last instant": case(
        facts=[{**FILED, "at": "9999-12-31T23:59:59.999999Z"}], as_of="9999-12-31T23:59:59.999999Z"
    ),
    "filed at the first instant": case(facts=[{**FILED, "at": "0001-01-01T00:00:00Z"}], as_of="9999-12-31T23:59:59Z"),
    "corrected from the last year on": changed("9999-01-01T00:00:00Z"),
    "corrected from the first year on": changed("0001-01-01T00:00:00Z"),
    "facts of every kind": case(facts=[None, 1, "x", [], {}]),
    "terms that are a list": case(terms=[1]),
    "a text of megabytes": case(as_of="x" * 3_000_000),
    "too many facts": case(facts=[{}] * 51_000),
    "the shortest promise": response(within="0.000001s"),
}
CONTRACTS = {
    "aliases in aliases": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"{c}: &{c} [{','.join(['*' + p] * 9)}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)),
    "deep list": "[" * 100_000,
    "deep mapping": "{a: " * 50_000,
    "deep dashes": "- " * 100_000,
    "deep keys": "? " * 100_000,
    "a key without end": "a" * 190_000 + ": 1",
    "many keys": "\n".join(f"k{number}: 1" for number in range(15_000)),
    "a call by tag": '!!python/object/apply:os.system ["id"]',
    "a character there is not": 'a: "\\UFFFFFFFF"',
    "an anchor without end": "&" + "a" * 190_000 + " b",
    "a digit for ever": always().replace("upheld: 1", "upheld: " + "9" * 100_000),
    "a zone that is a path": always().replace("Asia/Shanghai", "../../etc/passwd"),
    "an amount beyond all time": always().replace("within: 15m", "within: 999999999d"),
    "parentheses": always().replace("service_down_minutes > 5", "'" + "(" * 450 + "true" + ")" * 450 + "'"),
    "a regular expression": always().replace("service_down_minutes > 5", "'platform.matches(\"(a+)+$\")'"),
}


def test_every_hostile_case_is_answered_and_the_one_after_it_too() -> None:
    done = upheld(
        "sla", "assess", "--cases", "-", given=b"".join(one + b"\n" + case() + b"\n" for one in CASES.values())
    )
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert b"Traceback" not in done.stderr
    assert b"\x1b" not in done.stderr
    assert done.returncode == 1
    assert len(answers) == 2 * len(CASES)
    for name, good in zip(CASES, answers[1::2], strict=True):
        assert [one["objective"] for one in good] == ["response", "update", "restoration", "resolution"], name


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_hostile_contract_is_refused_with_a_reason(name: str) -> None:
    done = upheld("contract", "check", "-", "--format", "json", given=CONTRACTS[name].encode())
    assert done.returncode == 1, done.stderr[-500:]
    assert all(problem["message"] for problem in json.loads(done.stdout)["errors"])


def upheld(*arguments: str, given: bytes) -> subprocess.CompletedProcess[bytes]:
    """The command, short of memory and time."""
    return subprocess.run(
        [sys.executable, "-m", "upheld", *arguments],
        input=given,
        capture_output=True,
        preexec_fn=_limit,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        timeout=120,
        check=False,
    )


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
