"""A bounded load generator on loopback: plain sockets, kept alive, a process of its own per connection group."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

CONNECT, ANSWER = 5.0, 60.0


@dataclass(slots=True)
class Request:
    """One request; ``kind`` groups figures."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    kind: str = "all"

    def bytes(self) -> bytes:
        body = self.body.encode()
        head = {"Host": "127.0.0.1", "Connection": "keep-alive", **self.headers}
        if body:
            head |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        return f"{self.method} {self.path} HTTP/1.1\r\n{lines}\r\n".encode() + body


@dataclass(slots=True)
class Outcome:
    """What came of a run: seconds of each answer by kind, statuses, and the time of it all."""

    seconds: float
    latencies: dict[str, list[float]]
    statuses: dict[int, int]

    @property
    def answers(self) -> int:
        return sum(self.statuses.values())

    def all(self) -> list[float]:
        return [seconds for latencies in self.latencies.values() for seconds in latencies]


def run(port: int, requests: Sequence[Request], *, connections: int) -> Outcome:
    """Send all requests over so many connections, each once, and time every answer."""
    job = json.dumps({"port": port, "connections": connections, "requests": [asdict(request) for request in requests]})
    process = subprocess.run(
        [sys.executable, "-m", "benchmarks.client"],
        input=job,
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[1],
    )
    result = json.loads(process.stdout)
    statuses = {int(status): count for status, count in result["statuses"].items()}
    return Outcome(result["seconds"], result["latencies"], statuses)


class _Line:
    """One kept-alive connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=CONNECT)
        self.socket.settimeout(ANSWER)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def ask(self, request: bytes) -> int:
        self.socket.sendall(request)
        head = self._until(b"\r\n\r\n")
        lower = head.lower()
        if b"content-length:" in lower:
            length = int(lower.split(b"content-length:")[1].split(b"\r\n")[0])
            self._take(length)
        elif b"transfer-encoding: chunked" in lower:
            while size := int(self._until(b"\r\n"), 16):
                self._take(size + 2)
            self._take(2)
        return int(head[9:12])

    def _until(self, mark: bytes) -> bytes:
        while mark not in self.rest:
            self._more()
        head, _, self.rest = self.rest.partition(mark)
        return head

    def _take(self, length: int) -> None:
        while len(self.rest) < length:
            self._more()
        self.rest = self.rest[length:]

    def _more(self) -> None:
        data = self.socket.recv(65_536)
        if not data:
            raise ConnectionError("the server closed the connection")
        self.rest += data


def _main() -> None:
    job = json.load(sys.stdin)
    requests = [Request(**fields) for fields in job["requests"]]
    waiting = iter([(request.kind, request.bytes()) for request in requests])
    latencies: dict[str, list[float]] = {}
    statuses: dict[int, int] = {}
    lock = threading.Lock()

    def work(line: _Line) -> None:
        while True:
            with lock:
                task = next(waiting, None)
            if task is None:
                return
            began = time.perf_counter()
            status = line.ask(task[1])
            spent = time.perf_counter() - began
            with lock:
                latencies.setdefault(task[0], []).append(spent)
                statuses[status] = statuses.get(status, 0) + 1

    threads = [threading.Thread(target=work, args=[_Line(job["port"])]) for _ in range(job["connections"])]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({"seconds": time.perf_counter() - began, "latencies": latencies, "statuses": statuses}))


if __name__ == "__main__":
    _main()
