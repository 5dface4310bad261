"""Random facts about one ticket: mostly legal, sometimes impossible, often at the very edge of something."""

from collections.abc import Callable

from sla.oracle.draw_moments import Fact, Moments
from sla.oracle.legality import reason_to_refuse
from sla.oracle.story import Story
from sla.oracle.telling import tell
from sla.oracle.units import DAY, HOUR, MINUTE, written

_WEIGHTS = {
    "vendor_replied": 16,
    "customer_replied": 8,
    "information_requested": 12,
    "severity_changed": 12,
    "severity_disputed": 7,
    "severity_ruled": 4,
    "dispute_withdrawn": 3,
    "workaround_provided": 8,
    "resolution_provided": 5,
    "answer": 14,
    "reopened": 4,
    "exclusion_claimed": 7,
    "exclusion_decided": 14,
    "wait_voided": 3,
    "ticket_cancelled": 1,
    "ticket_filed": 0.3,
    "ticket_closed": 0.2,
}


class Draw(Moments):
    """Draws facts one after the other, looking at what the reference makes of those before."""

    number = 0

    def run(self, amount: int) -> list[Fact]:
        """So many facts, the filing first (once in a while something comes before it)."""
        if self.random.random() < 0.03:
            self._add(self._drawn())
        self._add({"type": "ticket_filed", "severity": self._severity()})
        for _ in range(amount):
            self.now = self.moment()
            self._add(self._likely())
        return self.facts

    def _likely(self) -> Fact:
        """A fact that is mostly possible where it stands."""
        story = tell(self.contract, list(self.facts), self.now)
        for _ in range(6):
            fact = self._drawn()
            if not reason_to_refuse(self.contract, story, {**fact, "at": self.now}) or self.random.random() < 0.06:
                return fact
        return {"type": "vendor_replied", "kind": "reply"}

    def _add(self, fact: Fact) -> None:
        at = self.now
        if self.random.random() < 0.02:
            at -= self.random.choice((1, MINUTE, DAY))
        self.facts.append({"at": written(at), **fact})

    def _drawn(self) -> Fact:
        kind = self.random.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
        story = tell(self.contract, list(self.facts), self.now)
        if self.random.random() < 0.3:
            kind = self._at_hand(story) or kind
        return _DRAWS.get(kind, _bare(kind))(self, story)

    def _at_hand(self, story: Story) -> str | None:
        """What would come next in most tickets."""
        if story.accepted_at is not None:
            return "reopened"
        if story.undecided():
            return "answer"
        return "vendor_replied" if story.responded_at is None else None

    def _severity(self) -> str:
        return "P9" if self.random.random() < 0.01 else self.random.choice(self.contract.severities)

    def new_id(self) -> str:
        """A fresh id, now and then a used one."""
        self.number += self.random.random() > 0.04
        return f"d{self.number}"

    def severity_changed(self, story: Story) -> Fact:
        fact: Fact = {"type": "severity_changed", "severity": self._severity(), "basis": "impact"}
        if self.random.random() < 0.35:
            fact["basis"] = "correction"
        if self.random.random() < 0.01:
            fact["basis"] = "mood"
        if self.random.random() < (0.6 if fact["basis"] == "correction" else 0.1):
            fact["effective_from"] = written(self.earlier())
        return fact

    def disputed(self, story: Story) -> Fact:
        return {"type": "severity_disputed", "severity": self._severity()}

    def ruled(self, story: Story) -> Fact:
        if story.dispute is None and self.random.random() < 0.8:
            return self.disputed(story)
        return {"type": "severity_ruled", "severity": self._severity()}

    def vendor_replied(self, story: Story) -> Fact:
        kinds = ("reply", "reply", "call", "chat")
        fact: Fact = {"type": "vendor_replied", "kind": self.random.choice(kinds)}
        if self.random.random() < 0.01:
            fact["kind"] = "pigeon"
        for flag in ("automatic", "internal"):
            if self.random.random() < 0.15:
                fact[flag] = self.random.random() < 0.7
        return fact

    def requested(self, story: Story) -> Fact:
        return {"type": "information_requested", "items": [] if self.random.random() < 0.02 else ["log"]}

    def voided(self, story: Story) -> Fact:
        asked = [begin for begin, _, _ in story.requests]
        at = self.random.choice(asked) if asked and self.random.random() < 0.95 else self.earlier()
        return {"type": "wait_voided", "requested_at": written(at)}

    def workaround(self, story: Story) -> Fact:
        return {"type": "workaround_provided", "id": self.new_id()}

    def resolution(self, story: Story) -> Fact:
        return {"type": "resolution_provided", "id": self.new_id()}

    def answer(self, story: Story) -> Fact:
        verdict = self.random.choice(("accepted", "accepted", "rejected"))
        if (waiting := story.undecided()) and self.random.random() < 0.95:
            delivery = self.random.choice(waiting)
            return {"type": f"{delivery.kind}_{verdict}", "id": delivery.id}
        if self.random.random() < 0.9:
            return self.workaround(story) if self.random.random() < 0.6 else self.resolution(story)
        return {"type": f"resolution_{verdict}", "id": f"d{self.random.randint(0, self.number)}"}

    def reopened(self, story: Story) -> Fact:
        if story.accepted_at is None and self.random.random() < 0.9:
            return self.answer(story)
        return {"type": "reopened"}

    def claimed(self, story: Story) -> Fact:
        clause = self.random.choice(("all", "all", "some", "some", "whole"))
        fact: Fact = {"type": "exclusion_claimed", "id": self.new_id(), "clause": clause}
        if self.random.random() < 0.01:
            fact["clause"] = "nothing"
        if self.random.random() < 0.7:
            fact["from"] = written(self.earlier() + self.random.choice((0, 0, 0, HOUR, DAY, -DAY)))
        if self.random.random() < 0.75:
            fact["to"] = written(self.later() if self.random.random() < 0.4 else self.earlier() + HOUR)
        if self.random.random() < 0.2:
            fact["scope"] = self.random.choice(("interval", "interval", "ticket"))
        return fact

    def claim_decided(self, story: Story) -> Fact:
        if not story.claims and self.random.random() < 0.95:
            return self.claimed(story)
        name = self.random.choice(list(story.claims) or ["none"])
        verdict = self.random.choice(("accepted", "accepted", "accepted", "rejected"))
        return {"type": f"exclusion_{verdict}", "id": name, "by": self.random.choice(("customer", "arbiter"))}

    def filed(self, story: Story) -> Fact:
        return {"type": "ticket_filed", "severity": self._severity()}

    def cancelled(self, story: Story) -> Fact:
        return {"type": "ticket_cancelled", "reason": self.random.choice(("duplicate", "withdrawn", "out_of_scope"))}


def _bare(kind: str) -> Callable[[Draw, Story], Fact]:
    return lambda draw, story: {"type": kind}


_DRAWS: dict[str, Callable[[Draw, Story], Fact]] = {
    "vendor_replied": Draw.vendor_replied,
    "information_requested": Draw.requested,
    "severity_changed": Draw.severity_changed,
    "severity_disputed": Draw.disputed,
    "severity_ruled": Draw.ruled,
    "workaround_provided": Draw.workaround,
    "resolution_provided": Draw.resolution,
    "answer": Draw.answer,
    "reopened": Draw.reopened,
    "exclusion_claimed": Draw.claimed,
    "exclusion_decided": Draw.claim_decided,
    "wait_voided": Draw.voided,
    "ticket_cancelled": Draw.cancelled,
    "ticket_filed": Draw.filed,
}
