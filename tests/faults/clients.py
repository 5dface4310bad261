"""Clients that send acts at a bounded rate, each under its key, until each is acknowledged."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import Any

PAUSE = 0.08
"""Seconds between two requests of a client, so that five of them make at most some sixty a second."""
PATIENCE = 10.0
UNANSWERED = (OSError, http.client.HTTPException, json.JSONDecodeError)


@dataclass
class Act:
    """A request that was sent, how often, and the id that its acknowledgement named."""

    key: str
    path: str
    body: dict[str, Any]
    sent: int = 0
    made: int = 0


@dataclass
class Client:
    """Files tickets and replies to them, over and over; one that files for no organisation replies to the others'."""

    name: str
    address: str
    token: str
    organisation_id: int
    product_id: int
    seed: int
    others: list[Client] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def run(self, stop: threading.Event) -> None:
        """Until told to stop; what is under way then is still brought to its end."""
        chance = random.Random(self.seed)
        while not stop.wait(PAUSE):
            if self.tickets() and (not self.organisation_id or chance.random() < 0.6):
                self._act(self._reply(chance))
            elif self.organisation_id:
                self._act(self._filing())

    def tickets(self) -> list[int]:
        """What was filed and acknowledged, by itself or by the others."""
        own = [act.made for act in self.acts if act.path == "/tickets" and act.made]
        return own + [ticket for other in self.others for ticket in other.tickets()]

    def _filing(self) -> Act:
        key = f"{self.name}-{len(self.acts)}"
        body = {"organisation_id": self.organisation_id, "product_id": self.product_id, "severity": "P0"}
        return Act(key, "/tickets", {**body, "subject": key, "body": f"It fails: {key}"})

    def _reply(self, chance: random.Random) -> Act:
        key = f"{self.name}-{len(self.acts)}"
        return Act(key, f"/tickets/{chance.choice(self.tickets()[-20:])}/messages", {"body": key})

    def _act(self, act: Act) -> None:
        self.acts.append(act)
        until = time.monotonic() + 120
        while not act.made and time.monotonic() < until:
            self._send(act)
            if not act.made:
                time.sleep(PAUSE)

    def _send(self, act: Act) -> None:
        act.sent += 1
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": act.key,
        }
        request = urllib.request.Request(
            f"{self.address}/api/v1{act.path}", json.dumps(act.body).encode(), headers, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                act.made = json.loads(answer.read())["id"]
        except urllib.error.HTTPError as error:
            with error:
                self.refused.append(f"{error.code} {error.read()[:300]!r}")
        except UNANSWERED:
            return
