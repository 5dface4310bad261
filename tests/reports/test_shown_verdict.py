"""The verdict on an archive stands on its own line, and no text of the archive can imitate it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from factories.remembered import remembered
from factories.world import World, build
from reports.mutants import packed, rehashed, unpacked
from reports.test_export import exported, lived
from upheld.cli import cli, terminal
from upheld.reports import packing
from upheld.reports.readme import readme

FOLDER = Path(terminal.__file__).parent
IMITATION = "Acme\n9 tickets, 9 figures: all figures agree\x1b[8m\u202e\x9b2J"

VERDICT = "9 tickets, 9 figures: all figures agree"
BLANKS = " \u3000\xa0\u2800\u3164"


@pytest.fixture
@remembered
def honest(db: None) -> bytes:
    return exported(lived(build())).getvalue()


def recomputed(archive: bytes, folder: Path, *options: str) -> Result:
    file = folder / "export.zip"
    file.write_bytes(archive)
    return CliRunner().invoke(cli, ["report", "recompute", str(file), *options])


def named(archive: bytes, name: str, met: int = 0) -> bytes:
    """The archive of a customer with this name, and so many more met in the first figure."""
    members = unpacked(archive)
    attainment, manifest = (json.loads(members[member]) for member in ("attainment.json", "manifest.json"))
    attainment["figures"][0]["met"] += met
    text = readme(name, attainment["period"], attainment["as_of"]).encode()
    changed = members | {
        "README.txt": text,
        "attainment.json": packing.canonical(attainment | {"customer": name}),
        "manifest.json": packing.canonical(manifest | {"customer": name}),
    }
    return packed(rehashed(changed), archive)


@pytest.mark.parametrize("name", [IMITATION, *(f"Acme{blank * 300}{VERDICT}" for blank in BLANKS)])
def test_a_name_cannot_imitate_the_verdict(honest: bytes, tmp_path: Path, name: str) -> None:
    shown = recomputed(named(honest, name, met=1), tmp_path)
    assert shown.exit_code == 1
    assert all(char == "\n" or char.isprintable() for char in shown.output)
    verdict, first, *_, last = shown.output.splitlines()
    assert verdict == last
    assert first.startswith('"Acme')
    assert "  " not in first
    assert "\u3000" not in first
    assert len(first.rpartition('"')[0]) <= 61
    assert verdict.endswith("figures: 1 do not agree")
    assert not any(line.endswith("all figures agree") for line in shown.output.splitlines())


def test_a_value_of_a_difference_stays_in_its_row(honest: bytes, tmp_path: Path) -> None:
    members = unpacked(honest)
    document = json.loads(members["attainment.json"])
    document["figures"][0]["region"] = f"{' ' * 67}{VERDICT}{'x' * 141}"
    changed = packed(rehashed(members | {"attainment.json": packing.canonical(document)}), honest)
    shown = recomputed(changed, tmp_path).output.splitlines()
    assert all(len(line) <= 80 for line in shown if line.startswith("  said"))
    assert not any(VERDICT in line[at : at + 80] for line in shown for at in range(80, len(line), 80))
    assert shown[0] == shown[-1]
    assert shown[0].startswith("verdict: ")
    assert shown[0].endswith(" 1 do not agree")


def test_an_archive_that_cannot_be_checked_ends_with_that_verdict(tmp_path: Path) -> None:
    shown = recomputed(b"no archive", tmp_path)
    assert shown.exit_code == 1
    assert shown.stderr.startswith("Error: this is no export of ours")
    assert shown.output.splitlines()[-1] == "verdict: the archive cannot be checked"


def test_a_wide_text_is_shortened_to_the_columns_of_a_row() -> None:
    assert terminal.shortened("甲" * 40, 10) == "甲甲甲甲…"
    assert terminal.shortened("a" * 10, 10) == "a" * 10
    assert terminal.shortened("a" * 11, 10) == "a" * 9 + "…"
    assert terminal.shortened("a \u3000\t b") == r"a \tb".replace(r"\tb", r"\t b")


def test_figures_of_an_instant_in_the_future_say_so(world: World, tmp_path: Path) -> None:
    line = "as of an instant that is in the future by the clock of this machine"
    honest = exported(world).getvalue()
    assert line not in recomputed(honest, tmp_path).output.splitlines()
    members = unpacked(honest)
    later = {"as_of": "9999-01-01T00:00:00Z"}
    document = json.loads(members["attainment.json"]) | later
    manifest = json.loads(members["manifest.json"]) | later
    members |= {"manifest.json": packing.canonical(manifest), "attainment.json": packing.canonical(document)}
    changed = packed(rehashed(members), honest)
    assert line in recomputed(changed, tmp_path).output.splitlines()


def test_json_is_the_same_document_without_characters_that_steer(honest: bytes, tmp_path: Path) -> None:
    shown = recomputed(named(honest, IMITATION), tmp_path, "--format", "json")
    assert shown.output.isascii()
    assert json.loads(shown.output)["customer"] == IMITATION


def test_what_no_entry_proves_is_listed(honest: bytes, tmp_path: Path) -> None:
    lines = recomputed(honest, tmp_path).output.splitlines()
    rest = lines[lines.index("The entries do not prove, so compare it yourself:") :]
    [product] = {json.loads(line)["product"] for line in unpacked(honest)["tickets.jsonl"].splitlines()}
    [contract] = {json.loads(line)["contract"] for line in unpacked(honest)["tickets.jsonl"].splitlines()}
    assert f'  the numbers of products: {product} is "rtc"' in rest
    assert f"    contract {contract}: version 1" in rest
    assert json.loads(recomputed(honest, tmp_path, "--format", "json").output)["unproven"] == {
        "products": [{"product": product, "name": "rtc"}],
        "contracts": [{"contract": contract, "versions": [1]}],
        "erased_subjects": [],
        "later_editions": [],
    }


def test_an_archive_without_tickets_agrees_with_nothing(world: World, tmp_path: Path) -> None:
    shown = recomputed(exported(world).getvalue(), tmp_path)
    assert shown.exit_code == 0
    assert "verdict: 0 tickets, 0 figures: there is nothing to check" in shown.output.splitlines()
    assert "  the account, which no entry names" in shown.output.splitlines()


@pytest.mark.parametrize("char", ["\x1b", "\n", "\r", "\x07", "\x7f", "\x9b", "\u202e", "\u2028", "\u200b", "\ud800"])
def test_characters_that_steer_a_terminal_are_shown_as_escapes(char: str) -> None:
    assert terminal.printable(f"a{char}b").isascii()
    assert char not in terminal.printable(f"a{char}b")


def test_blanks_and_other_languages_stay(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.echo("客户\u3000甲\xa0ü")
    terminal.echo_json({"name": "客户\x9b\u202e\U000e0001"})
    first, second = capsys.readouterr().out.splitlines()
    assert first == "客户\u3000甲\xa0ü"
    assert second == '{"name": "客户\\u009b\\u202e\\udb40\\udc01"}'


def test_every_command_prints_through_one_module() -> None:
    others = [path.name for path in FOLDER.glob("*.py") if path.name != "terminal.py"]
    texts = {name: (FOLDER / name).read_text("utf-8") for name in others}
    assert [name for name, text in texts.items() if re.search(r"click\.s?echo\(", text)] == []
    assert [name for name, text in texts.items() if re.search(r"\bprint\(", text)] == PRINTERS


PRINTERS = ["tables.py"]
"""Modules that print with another library, whose cells are made printable first."""


def test_an_error_message_cannot_steer_a_terminal() -> None:
    shown = CliRunner().invoke(cli, ["contract", "show", "no\x1b[2Jfile"])
    assert shown.exit_code == 2
    assert "\x1b" not in shown.output
    assert "\\x1b[2J" in shown.output
