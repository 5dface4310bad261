"""Looks into an installation from inside, as a process of its own: furnish it, or tell what is in it.

    python inside.py furnish|look

The installation is the one that the UPHELD_ variables name. Prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from support.processes import environment
from upheld.cli import runtime

COVERED_SINCE = "2000-01-01"


def main(task: str) -> None:
    with runtime.database(runtime.options()):
        runtime.django()
        from upheld.database import row_security

        row_security.enter(None)
        print(json.dumps(furnish() if task == "furnish" else look()), flush=True)


def run_inside(task: str, **settings: str) -> dict[str, Any]:
    """Do a task in a process of its own."""
    here = Path(__file__).resolve()
    env = environment(**settings)
    env["PYTHONPATH"] = os.pathsep.join([env["PYTHONPATH"], str(here.parents[1])])
    done = subprocess.run(
        [sys.executable, str(here), task], env=env, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def furnish() -> dict[str, Any]:
    """Two customers under contract, and tokens and passwords of a requester of each and of an engineer."""
    from factories.accounts import PASSWORD, address_of
    from factories.api import token_of
    from factories.terms import always
    from factories.world import build
    from upheld.accounts.models import Password
    from upheld.accounts.passwords import hash_password

    world = build(source=always(start=COVERED_SINCE))
    owners = {"acme": world.acme.id, "rival": world.rival.id}
    callers = {"acme": world.acme.requester, "rival": world.rival.requester, "engineer": world.engineer}
    tokens = {name: token_of(who, ["read", "write"]) for name, who in callers.items()}
    Password.objects.bulk_create(
        Password(user_id=person.id, hashed=hash_password(PASSWORD), changed_at=world.now) for person in callers.values()
    )
    people = {name: address_of(person) for name, person in callers.items()}
    return {
        "organisations": owners,
        "product_id": world.product_id,
        "tokens": tokens,
        "people": people,
        "password": PASSWORD,
    }


def look() -> dict[str, Any]:
    """The ledger, the clocks against it, what was said, and the outbox."""
    from upheld.clocks.differences import differences
    from upheld.desk.models import Message, Ticket
    from upheld.escalation import act_limits
    from upheld.ledger.models import Entry, Head
    from upheld.outbox.models import Parcel

    logs: dict[int, list[int]] = {one: [] for one in Head.objects.values_list("pk", flat=True)}
    for owner, index in Entry.objects.order_by("index").values_list("organisation_id", "index"):
        logs[owner].append(index)
    entries = Counter(Entry.objects.values_list("type", "subject"))
    return {
        "at": datetime.now(UTC).isoformat(),
        "gaps": [owner for owner, found in logs.items() if found != list(range(_length(owner)))],
        "differences": [str(difference) for difference in differences()],
        "tickets": list(Ticket.objects.values_list("pk", "subject")),
        "messages": list(Message.objects.values_list("pk", "ticket_id", "body")),
        "entries": [[kind, subject, count] for (kind, subject), count in entries.items()],
        # A summary of acts waits for the end of its hour.
        "parcels": list(
            Parcel.objects.exclude(template=act_limits.TEMPLATE).values_list("key", "state", "recipient", "last_error")
        ),
        "summaries": list(Parcel.objects.filter(template=act_limits.TEMPLATE).values_list("key", "state")),
    }


def _length(owner: int) -> int:
    from upheld.ledger.operations import size

    return size(organisation_id=owner)


if __name__ == "__main__":
    main(sys.argv[1])
