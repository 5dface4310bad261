"""Documents that mean harm, or are merely broken: a clear error, in bounded time and memory."""

import pytest

from upheld.sla import TermsInvalid, load_terms, parse_document

LAUGHS = "a: &a [x]\n" + "\n".join(f"b{i}: &b{i} [*a, *a, *a, *a]" for i in range(9))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (LAUGHS, "yaml_alias"),
        ("a: *nowhere", "yaml_alias"),
        ("a: 1\na: 2", "yaml_repeated_key"),
        ("a: 1\n---\nb: 2", "yaml_documents"),
        ("a: !!python/object:os.system x", "yaml_tag"),
        ("? [1, 2]\n: 3", "yaml_key"),
        ("a: [1, 2", "yaml_syntax"),
        ("a: \t- b\n c", "yaml_syntax"),
        ("- 1\n- 2", "expected_document"),
        ("", "expected_document"),
        ("just words", "expected_document"),
        ("[" * 5000, "document_too_deep"),
        ("{a: " * 40, "document_too_deep"),
        ("a: \0", "nul"),
        (b"\xff\xfe{\x00}\x00", "not_utf8"),
        (b"a: \xc3\x28", "not_utf8"),
        ("a: " + "x" * 300_000, "document_too_large"),
        ("a: [" + "1," * 30_000 + "]", "document_too_long"),
    ],
)
def test_what_no_contract_needs_is_refused(text: str | bytes, code: str) -> None:
    with pytest.raises(TermsInvalid) as caught:
        parse_document(text)
    assert [problem.code for problem in caught.value.problems] == [code]
    assert caught.value.problems[0].text("zh")


def test_scalars_are_those_of_yaml_1_2() -> None:
    text = "{a: yes, b: 09:00, c: 2026-01-01, d: 0o17, e: 1_000, f: on, g: ~, h: true, i: -7, j: 1.5, k: '5', 24x7: x}"
    expected = {
        "a": "yes",
        "b": "09:00",
        "c": "2026-01-01",
        "d": "0o17",
        "e": "1_000",
        "f": "on",
        "g": None,
        "h": True,
        "i": -7,
        "j": 1.5,
        "k": "5",
        "24x7": "x",
    }
    assert parse_document(text) == expected


def test_json_is_read_too() -> None:
    assert parse_document(b'\xef\xbb\xbf{"a": [1, {"b": null}]}') == {"a": [1, {"b": None}]}


def test_a_document_of_the_wrong_shape_lists_what_is_missing() -> None:
    with pytest.raises(TermsInvalid) as caught:
        load_terms("{}")
    paths = {problem.path for problem in caught.value.problems}
    assert paths == {"upheld", "name", "version", "timezone", "effective", "calendars", "severities"}
