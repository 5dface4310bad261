"""The life cycle of a ticket, from the table of the core."""

from __future__ import annotations

from scripts.reference.markdown import page, table

INTRODUCTION = """\
A ticket is *new* until it is filed, then *open*; *resolved* while a resolution stands accepted, by the customer or by
silence; *cancelled* for good. A fact that is not possible where it stands is refused with a reason, and changes
nothing.

"""
NOTE = """
Further rules of single facts (ids, limits in time, one dispute at a time) stand in
[SLA semantics §9](semantics.md#9-corner-cases).
"""
STAGES = ("new", "open", "resolved", "cancelled")


def life_page() -> str:
    """docs/reference/life-cycle.md"""
    from upheld.sla.clock.life import BASES, CANCEL_REASONS, DECIDERS, LIFE_CYCLE, REPLY_KINDS

    rows = [(f"`{fact}`", *("●" if stage in stages else "" for stage in STAGES)) for fact, stages in LIFE_CYCLE.items()]
    values = [
        ("`kind` of a reply", REPLY_KINDS),
        ("`basis` of a change of severity", BASES),
        ("`by` of a decision on an exclusion", DECIDERS),
        ("`reason` of a cancellation", CANCEL_REASONS),
    ]
    values_table = table(
        ("Field", "Values"), [(name, ", ".join(f"`{value}`" for value in allowed)) for name, allowed in values]
    )
    return page("Life cycle", INTRODUCTION + table(("Fact", *STAGES), rows), values_table + NOTE)
