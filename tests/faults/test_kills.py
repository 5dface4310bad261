"""kill -9 of web processes, workers and the database at random moments, under load.

Nothing that was acknowledged is lost, nothing happens twice, no log has a gap, every clock is what its log says, no
notice comes under two keys, and the installation serves again by itself.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from faults.clients import Act, Client
from faults.inside import run_inside
from support.commands import Serving
from support.processes import eventually, gone
from support.receivers import MailServer, mail_server

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc"),
]
SEED = int(os.environ.get("FAULTS_SEED", "20261122"))
KILLS = int(os.environ.get("FAULTS_KILLS", "12"))
VICTIMS = ["web process"] * 4 + ["web"] * 2 + ["worker"] * 2 + ["postgres"] * 2 + ["backend"] * 2


@dataclass
class Installation:
    """One that serves, with the receiver of its mail."""

    serving: Serving
    mail: MailServer
    data: Path

    def inside(self, task: str) -> dict[str, Any]:
        """Furnish or look, by a process of its own."""
        return run_inside(task, UPHELD_DATA_DIR=str(self.data), UPHELD_MAIL_URL=self.mail.url)

    def victims(self, kind: str) -> list[int]:
        """The processes of a kind that live now."""
        children = self.serving.children()
        if kind == "web process":
            return _children(children.get("web", 0))
        if kind == "backend":
            return [pid for pid in _children(children.get("postgres", 0)) if b"upheld" in _title(pid)]
        return [children[kind]] if kind in children else []


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with mail_server() as mail:
        serving = Serving(
            "serve", log=tmp_path / "log", data_dir=tmp_path / "data", web_workers=2, mail_url=mail.url, api_rate=10**6
        )
        try:
            serving.ready()
            yield Installation(serving, mail, tmp_path / "data")
        finally:
            family = serving.family()
            serving.end()
        eventually(lambda: all(gone(pid) for pid in family), "nothing is left")


def test_nothing_is_lost_and_nothing_happens_twice(installation: Installation) -> None:
    given = installation.inside("furnish")
    clients = _clients(installation, given)
    stop = threading.Event()
    threads = [threading.Thread(target=client.run, args=[stop], daemon=True) for client in clients]
    for thread in threads:
        thread.start()
    try:
        outages = _kill(installation, random.Random(SEED))
    finally:
        stop.set()
    for thread in threads:
        thread.join(180)
        assert not thread.is_alive()
    eventually(lambda: installation.serving.get("/readyz")[0] == 200, "it serves")
    acts = [act for client in clients for act in client.acts]
    _tell(acts, outages)
    _check_answers(clients)
    _check_everything(installation, acts)


def _clients(installation: Installation, given: dict[str, Any]) -> list[Client]:
    address = f"http://127.0.0.1:{installation.serving.port}"
    customers = [
        Client(f"{owner}{number}", address, given["tokens"][owner], organisation, given["product_id"], SEED + number)
        for owner, organisation in given["organisations"].items()
        for number in (1, 2)
    ]
    return [*customers, Client("vendor", address, given["tokens"]["engineer"], 0, 0, SEED, others=customers)]


def _kill(installation: Installation, chance: random.Random) -> list[tuple[float, str]]:
    """Kill one process after the other; gives the seconds until it was ready again, and what had been killed."""
    order = [*VICTIMS] * (KILLS // len(VICTIMS) + 1)
    order = order[:KILLS]
    chance.shuffle(order)
    outages = []
    for kind in order:
        time.sleep(chance.uniform(0.1, 2.0))
        found: list[int] = []
        # Looked for and taken in one: a process may end by itself meanwhile, after its parent was killed.
        eventually(lambda kind=kind, found=found: _strike(installation, kind, chance, found), f"there is a {kind}")  # type: ignore[misc]
        pid, begun = found[0], time.monotonic()
        eventually(lambda pid=pid: gone(pid), "it is dead")  # type: ignore[misc]
        eventually(lambda: installation.serving.get("/readyz")[0] == 200, f"it serves again after {kind}")
        outages.append((time.monotonic() - begun, kind))
    return outages


def _strike(installation: Installation, kind: str, chance: random.Random, found: list[int]) -> bool:
    """Kill one process of a kind, if there is one; ``found`` takes its number."""
    living = installation.victims(kind)
    if not living:
        return False
    pid = chance.choice(living)
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    found.append(pid)
    return True


def _tell(acts: list[Act], outages: list[tuple[float, str]]) -> None:
    ordered = sorted(outages)
    print(
        f"seed {SEED}: {len(outages)} kills, {len(acts)} acts, {sum(act.sent - 1 for act in acts)} sent again;"
        f" ready again after {ordered[len(ordered) // 2][0]:.1f} s (median), at the longest "
        + ", ".join(f"{seconds:.1f} s ({kind})" for seconds, kind in ordered[-3:])
    )


def _check_answers(clients: list[Client]) -> None:
    """What was answered in between is a refusal to be tried again, never a wrong one."""
    statuses = Counter(text[:3] for client in clients for text in client.refused)
    print(f"answers that were no acknowledgement: {dict(statuses)}")
    wrong = [text for client in clients for text in client.refused if text[:3] != "503"]
    assert wrong == []


def _check_everything(installation: Installation, acts: list[Act]) -> None:
    assert [act for act in acts if not act.made] == []
    eventually(lambda: not _waiting(installation.inside("look")), "all mail has left")
    found = installation.inside("look")
    assert found["gaps"] == []
    assert found["differences"] == []
    _check_acts(found, acts)
    _check_mail(found, installation.mail)


def _check_acts(found: dict[str, Any], acts: list[Act]) -> None:
    """Each act has one effect, under the id that was acknowledged, and one entry."""
    tickets = Counter(subject for _, subject in found["tickets"])
    messages = Counter(body for _, _, body in found["messages"])
    filed = {act.key: act.made for act in acts if act.path == "/tickets"}
    replied = {act.key: act.made for act in acts if act.path != "/tickets"}
    assert tickets == Counter(filed.keys())
    assert {subject: pk for pk, subject in found["tickets"]} == filed
    assert messages == Counter([*replied.keys(), *(f"It fails: {key}" for key in filed)])
    assert {body: pk for pk, _, body in found["messages"] if body in replied} == replied
    entries = {(kind, subject): count for kind, subject, count in found["entries"]}
    assert {entries["ticket.filed", f"ticket/{pk}"] for pk in filed.values()} == {1}
    said = sum(count for (kind, _), count in entries.items() if kind in {"customer.replied", "vendor.replied"})
    assert said == len(replied)


def _check_mail(found: dict[str, Any], mail: MailServer) -> None:
    """Every mail arrived; what arrived twice came under the same id, and then at most twice a kill."""
    assert [row for row in found["parcels"] if row[1] not in {"sent", "stood_down"}] == []
    assert {state for _, state in found["summaries"]} <= {"waiting", "sent"}
    sent = [key for key, state, _, _ in found["parcels"] if state == "sent"]
    assert len(set(sent)) == len(sent)
    ids = Counter(message["Message-ID"] for message in mail.messages)
    assert len(ids) >= len(sent)
    texts = Counter((m["To"], m["Subject"], m.get_body(("plain",)).get_content()) for m in mail.messages)  # type: ignore[union-attr]
    doubled = sum(ids.values()) - len(ids)
    print(f"{len(sent)} mails, {doubled} of them again under the same id; {len(texts)} different texts")
    assert doubled <= KILLS * 20


def _waiting(found: dict[str, Any]) -> bool:
    return any(state == "waiting" for _, state, _, _ in found["parcels"])


def _children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def _title(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
