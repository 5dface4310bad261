"""A body that does not arrive gives its thread back, and one that arrives slowly but steadily is read."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from io import BytesIO

import pytest

from upheld.config import bodies
from upheld.config.bodies import PATIENCE, PIECE, SLOWEST, PacedBody, Readers, TooSlow
from upheld.operations.shares import Shares
from upheld.operations.slots import BODY, Slots

SOON = 30.0
ADDRESS = "192.0.2.1"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Half:
    """A stream whose client sends nothing more until the test ends."""

    def __init__(self) -> None:
        self.goes_on = threading.Event()
        self.reads = 0

    def read(self, size: int) -> bytes:
        self.reads += 1
        self.goes_on.wait(SOON)
        return b"x"


class Dripping(BytesIO):
    """A stream of which each piece takes some seconds."""

    def __init__(self, length: int, clock: Clock, seconds: float) -> None:
        super().__init__(b"x" * length)
        self.clock, self.seconds = clock, seconds

    def read(self, size: int | None = -1) -> bytes:
        self.clock.now += self.seconds
        return super().read(size)


@pytest.fixture
def half() -> Iterator[Half]:
    stream = Half()
    yield stream
    stream.goes_on.set()


@pytest.fixture(autouse=True)
def pool(monkeypatch: pytest.MonkeyPatch) -> Slots:
    pool = Slots(4)
    monkeypatch.setattr(bodies, "slots", lambda: pool)
    monkeypatch.setattr(bodies, "shares", lambda: Shares(4))
    return pool


def test_a_body_that_does_not_arrive_gives_its_thread_back(
    pool: Slots, half: Half, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "PATIENCE", 0.0)
    body = PacedBody(half, 1000, ADDRESS)
    for _ in range(2):
        with pytest.raises(TooSlow):
            body.read(100)
    assert body.refused
    assert half.reads <= 1
    assert pool._held == []


def test_a_body_is_given_up_while_every_thread_is_taken(
    pool: Slots, half: Half, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    threads = Shares(1, clock)
    threads.arrive()
    clock.now += 1
    monkeypatch.setattr(bodies, "QUICK", 0.001)
    monkeypatch.setattr(bodies, "shares", lambda: threads)
    with pytest.raises(TooSlow):
        PacedBody(half, 1000, ADDRESS).read()
    assert pool._held == []


def test_a_body_is_waited_for_while_a_thread_is_free(half: Half, monkeypatch: pytest.MonkeyPatch) -> None:
    class Free(Shares):
        """No thread is needed; the client goes on meanwhile."""

        def full_for(self) -> float:
            half.goes_on.set()
            return 0.0

    monkeypatch.setattr(bodies, "QUICK", 0.001)
    monkeypatch.setattr(bodies, "shares", lambda: Free(2))
    assert PacedBody(half, 1, ADDRESS).read() == b"x"


@pytest.mark.parametrize(("seconds", "in_time"), [(PIECE / SLOWEST, True), (2 * PIECE / SLOWEST, False)])
def test_bytes_that_arrive_give_more_time(seconds: float, in_time: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(bodies, "monotonic", clock)
    length = 20 * PIECE
    body = PacedBody(Dripping(length, clock, seconds), length, ADDRESS)
    if in_time:
        assert len(body.read()) == length
        assert clock.now > PATIENCE
    else:
        with pytest.raises(TooSlow):
            body.read()


def test_a_body_is_read_as_far_as_its_length() -> None:
    stream = BytesIO(b"one\ntwo\nthree")
    body = PacedBody(stream, 9, ADDRESS)
    assert body.readline() == b"one\n"
    assert body.read(2) == b"tw"
    assert body.read() == b"o\nt"
    assert body.read() == b""
    assert body.readline() == b""


def test_a_body_that_ends_early_is_short() -> None:
    assert PacedBody(BytesIO(b"half"), 100, ADDRESS).read() == b"half"


def test_an_error_of_the_server_is_raised(pool: Slots) -> None:
    class Broken:
        def read(self, size: int) -> bytes:
            raise TimeoutError("the server's own")

    with pytest.raises(TimeoutError, match="the server's own"):
        PacedBody(Broken(), 1, ADDRESS).read()
    assert pool.take(BODY, ADDRESS)


def test_clients_that_stop_sending_leave_readers_to_other_networks(half: Half) -> None:
    readers = Readers(most=3, of_network=2)
    stuck = [readers.begin(half.read, 1, "a") for _ in range(2)]
    assert all(stuck)
    assert readers.begin(half.read, 1, "a") is None
    last = readers.begin(half.read, 1, "b")
    assert last
    assert readers.begin(half.read, 1, "c") is None
    half.goes_on.set()
    for reading in (*stuck, last):
        assert reading
        assert reading.result(SOON) == b"x"
    assert readers.begin(half.read, 1, "a")
    assert len(readers._idle) == 2
