"""What nobody should send, as the bytes that would come over the wire."""

from __future__ import annotations

TEXTS: dict[str, bytes] = {
    "empty": b"",
    "blank": " \t\r\n\u3000".encode(),
    "nul": b"a\0b",
    "no character": "\x01\x1b[31m\x7f\u202e\ufeff\ufffe\U0010ffff".encode(),
    "not utf-8": b"a\xff\xfe\xed\xa0\x80",
    "long": b"x" * 70_000,
    "deep": b"[" * 2000,
    "marks": b"<script>alert(1)</script>&#0;{{ 7 }}{% debug %} ../../etc/passwd a'\"\\:*&|!()<->_$1%s",
    "json": b'{"a": [1e999]}',
}
NUMBERS: dict[str, bytes] = {
    "zero": b"0",
    "negative": b"-1",
    "unknown": b"987654321",
    "last bigint": str(2**63 - 1).encode(),
    "past bigint": str(2**63).encode(),
    "past unsigned": str(2**64).encode(),
    "huge": b"9" * 5000,
    "superscript": "²".encode(),
    "other digits": "٣".encode(),
    "not a number": b"NaN",
    "endless": b"1e9999",
}
INSTANTS: dict[str, bytes] = {
    "last": b"9999-12-31T23:59:59.999999-14:00",
    "first": b"0001-01-01T00:00:00+14:00",
    "last local": b"9999-12-31T23:59",
    "first local": b"0001-01-01T00:00",
    "year zero": b"0000-01-01",
    "thirteenth month": b"2026-13",
    "last month": b"2999-12",
    "offset": b"2026-01-01T00:00:00+99:99",
    "zone": b"Mars/Olympus",
}
CURSORS: dict[str, bytes] = {
    "queue's": b"9999-12-31T23:59:59+00:00~9223372036854775808",
    "queue's first": b"0001-01-01T00:00:00+14:00~1",
    "queue's local": b"2026-01-01T00:00:00~1",
    "list's": b"WyJcdTAwMDAiLCAxXQ==",  # ["\u0000", 1]
    "list's far": b"WyJhIiwgOTIyMzM3MjAzNjg1NDc3NTgwOF0=",  # ["a", 9223372036854775808]
    "list's other": b"eyJhIjogMX0=",  # {"a": 1}
}
FIELD = {**TEXTS, **NUMBERS, **INSTANTS}
QUERY = {**FIELD, **CURSORS, "long": b"x" * 4000}
ALONE = {
    name: QUERY[name] for name in ("nul", "not utf-8", "long", "past bigint", "huge", "superscript", "last", "first")
}
"""One name of an address at a time gets these; all names at once get all."""
NAMES = {**TEXTS, "long": b"x" * 4000, "last month": b"2999-12", "last quarter": b"2999-Q4"}
IDS = {name: value for name, value in NUMBERS.items() if value.isdigit()} | {"negative": b"-1", "nul": b"1\0"}
FORMS: dict[str, tuple[str, bytes]] = {
    "a text": ("text/plain", b"body=x"),
    "json": ("application/json", b'{"body": "x"}'),
    "nothing": ("", b""),
    "no boundary": ("multipart/form-data", b"--x\r\n\r\n"),
    "cut off": ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="body"\r\n\r\nab'),
    "broken name": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="\xff\0"\r\n\r\n\r\n--x--\r\n',
    ),
    "base64": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: form-data; name="body"\r\n\r\n%\r\n--x--',
    ),
    "utf-16": ("application/x-www-form-urlencoded; charset=utf-16", "body=x&reason=x".encode("utf-16")),
    "no charset": ("application/x-www-form-urlencoded; charset=no-such", b"body=x&reason=x"),
    "no text": ("application/x-www-form-urlencoded; charset=hex", b"body=x&reason=x"),
    "multipart in no charset": ("multipart/form-data; boundary=x; charset=no-such", b"--x--\r\n"),
    "broken escapes": ("application/x-www-form-urlencoded", b"body=%zz&%=%&=&reason=%ED%A0%80%FF&%00=%00"),
    "many fields": ("application/x-www-form-urlencoded", b"a=1&" * 1001),
}
FILES: dict[str, bytes] = {
    "nul": b"a\0b.txt",
    "not utf-8": b"\xff\xfe.txt",
    "path": b"../../../etc/passwd",
    "long": b"x" * 5000,
    "only dots": b"..",
    "lines": b"a%0D%0AX-Evil: 1",
    "turned": "\u202egnp.exe".encode(),
}
HEADERS = {
    "accept": "*/*;q=x",
    "accept-language": "zz-" + "x" * 500 + ";q=nan, *;q=-1",
    "cookie": "theme=\x7f; sessionid=" + "x" * 3000 + "; csrftoken=\u00ff",
    "hx-current-url": "http://[::1",
    "hx-request": "true",
    "hx-trigger": "\u00ff",
    "if-modified-since": "Mon, 00 Foo 0000 99:99:99 GMT",
    "if-none-match": '"' + "x" * 500,
    "range": "bytes=99999999999999999999-",
    "x-forwarded-for": "x" * 500,
}


def with_files(fields: dict[str, list[bytes]], names: list[bytes]) -> tuple[str, bytes]:
    """A form with files of these names, and some bytes in each."""
    lines: list[bytes] = []
    for name, values in fields.items():
        for value in values:
            lines += [b"--edge", b'Content-Disposition: form-data; name="' + name.encode() + b'"', b"", value]
    for name in names:
        head = b'Content-Disposition: form-data; name="files"; filename="' + name + b'"'
        lines += [b"--edge", head, b"Content-Type: text/\xff; charset=no-such", b"", b"\0\xff"]
    return "multipart/form-data; boundary=edge", b"\r\n".join([*lines, b"--edge--", b""])
