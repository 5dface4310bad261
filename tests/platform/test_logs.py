"""What never reaches the log."""

from __future__ import annotations

import io
import json
import logging
import logging.config
import time
from collections.abc import Iterator
from typing import Any

import pytest

from upheld.config.logs import configuration, redact

SECRET = "hunter2-hunter2"


@pytest.mark.parametrize(
    "text",
    [
        f"connecting to postgresql://app:{SECRET}@db.example:5432/upheld",
        f"smtp://user:{SECRET}@mail.example refused",
        f"Authorization: Bearer {SECRET}",
        f"authorization: basic {SECRET}",
        f"password={SECRET}&next=/",
        f"{{'password': '{SECRET}'}}",
        f'{{"token": "{SECRET}"}}',
        f"GET /x?api_key={SECRET}",
        f"Cookie: sessionid={SECRET}; csrftoken={SECRET}",
    ],
)
def test_secrets_are_struck_out(text: str) -> None:
    assert SECRET not in redact(text)


@pytest.mark.parametrize(
    "text",
    ["ticket 42 filed by 7", "https://support.example/tickets/42", "a token was revoked", "the password is wrong"],
)
def test_the_rest_stays(text: str) -> None:
    assert redact(text) == text


@pytest.fixture(params=["text", "json"])
def written(request: pytest.FixtureRequest) -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger set up as the product sets it up, and what it writes."""
    settings = configuration("info", request.param)
    made = logging.config.DictConfigurator(settings)  # type: ignore[attr-defined]
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(made.configure_formatter(settings["formatters"][request.param]))
    for name in settings["handlers"]["out"]["filters"]:
        handler.addFilter(made.configure_filter(settings["filters"][name]))
    logging.getLogger("x").addHandler(handler)
    yield logging.getLogger("x"), said
    logging.getLogger("x").removeHandler(handler)


def test_arguments_and_traces_are_struck_out_too(written: tuple[logging.Logger, io.StringIO]) -> None:
    logger, said = written
    try:
        raise RuntimeError(f"cannot reach postgresql://app:{SECRET}@db/upheld")
    except RuntimeError:
        logger.exception("failed with %s", f"token={SECRET}")
    assert SECRET not in said.getvalue()
    assert "RuntimeError" in said.getvalue()


def test_a_line_of_json_is_one_object() -> None:
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "多行\nmessage %s", ("a",), None)
    from upheld.config.logs import JsonFormatter

    line = JsonFormatter().format(record)
    assert "\n" not in line
    assert json.loads(line)["message"] == "多行\nmessage a"


def test_instants_are_utc_whatever_the_machines_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    made = logging.config.DictConfigurator(configuration("info", "text"))  # type: ignore[attr-defined]
    formatter = made.configure_formatter(made.config["formatters"]["text"])
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, "said", None, None)
    record.created, record.request = 1_790_000_000.25, ""
    for zone in ("Asia/Shanghai", "America/New_York"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert formatter.format(record).startswith("2026-09-21T14:13:20.250+00:00 INFO    x: said")
    monkeypatch.undo()
    time.tzset()


@pytest.mark.django_db
def test_a_suspicious_request_makes_one_line(client: Any, written: tuple[logging.Logger, io.StringIO]) -> None:
    """Anybody can send such requests, so they must not fill the disk with traces."""
    logger, output = written
    security = logging.getLogger("django.security")
    security.addHandler(logger.handlers[-1])
    try:
        assert client.post("/sign-in", {f"field{number}": "x" for number in range(2000)}).status_code == 400
    finally:
        security.removeHandler(logger.handlers[-1])
    [line] = output.getvalue().splitlines()
    assert "parameters exceeded" in line
    assert "Traceback" not in line
