from __future__ import annotations

from types import MappingProxyType
from typing import get_args

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from upheld.database.rows import OrganisationRow, owner
from upheld.desk.limits import LEVEL_MAX
from upheld.sla import OBJECTIVES
from upheld.sla.reading import Outcome, State


class Clock(OrganisationRow):
    """A cached reading. ``next_transition_at`` is when the worker has to assess it again."""

    KNOWN_VALUES = MappingProxyType(
        {"objective": OBJECTIVES, "state": get_args(State), "outcome": ("", *get_args(Outcome))}
    )

    organisation = owner(indexed=False, checked=False)
    ticket = models.ForeignKey(
        "desk.Ticket", on_delete=models.CASCADE, related_name="clocks", db_index=False, db_constraint=False
    )
    objective = models.CharField(max_length=12)
    cycle = models.IntegerField()
    severity = models.CharField(max_length=LEVEL_MAX)
    state = models.CharField(max_length=12)
    outcome = models.CharField(max_length=8, blank=True, default="")
    provisional = models.BooleanField(default=False)
    excluded = models.BooleanField(default=False)
    started_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    allowance = models.DurationField(null=True)
    counted = models.DurationField()
    remaining = models.DurationField(null=True)
    overdue = models.DurationField()
    assessed_at = models.DateTimeField()
    next_transition_at = models.DateTimeField(null=True)
    passed = ArrayField(models.CharField(max_length=40), default=list)
    """Keys of the marks already announced, so that each is announced once."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "objective", "cycle"], name="one_clock_a_cycle"),
        ]
        indexes = [
            models.Index(
                fields=["next_transition_at"], condition=Q(next_transition_at__isnull=False), name="clock_by_transition"
            ),
            models.Index(fields=["decided_at"], condition=Q(decided_at__isnull=False), name="clock_by_decision"),
        ]


class QueueRow(OrganisationRow):
    """One row per open ticket, with the columns by which the queue is sorted and filtered."""

    KNOWN_VALUES = MappingProxyType({"next_objective": ("", *OBJECTIVES)})

    organisation = owner(indexed=False, checked=False)
    ticket = models.OneToOneField(
        "desk.Ticket", on_delete=models.CASCADE, primary_key=True, related_name="queue_row", db_constraint=False
    )
    next_due_at = models.DateTimeField(null=True)
    next_objective = models.CharField(max_length=12, blank=True, default="")
    missed = models.BooleanField(default=False)
    severity = models.CharField(max_length=LEVEL_MAX)
    state = models.CharField(max_length=12)
    group = models.ForeignKey(
        "accounts.SupportGroup", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    assignee = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    rank_at = models.DateTimeField()
    """What the queue is sorted by: the next deadline, or far in the future where there is none."""

    class Meta:
        indexes = [
            models.Index(fields=["rank_at", "ticket"], name="queue_by_deadline"),
            models.Index(fields=["group", "rank_at", "ticket"], name="queue_by_group"),
            models.Index(fields=["assignee", "rank_at", "ticket"], name="queue_by_assignee"),
            models.Index(fields=["organisation", "rank_at", "ticket"], name="queue_by_customer"),
            models.Index(fields=["severity", "rank_at", "ticket"], name="queue_by_severity"),
            models.Index(fields=["state", "rank_at", "ticket"], name="queue_by_state"),
        ]


class Heartbeat(models.Model):
    """When each worker process last finished a turn. Displayed by /readyz and the console."""

    worker = models.CharField(max_length=100, primary_key=True)
    beat_at = models.DateTimeField()
    started_at = models.DateTimeField()


class ZoneRelease(models.Model):
    """A release of the time zone database that stored clocks were computed with. The newest row is the current one."""

    FORBIDDEN_TO_APP = "UPDATE, DELETE"

    version = models.CharField(max_length=20, blank=True)
    adopted_at = models.DateTimeField()


class MovedDeadline(OrganisationRow):
    """A deadline that a new release of the time zone database moved while its clock was open.

    ``due_before`` and ``due_at`` are NULL where there was, or is, no deadline.
    """

    FORBIDDEN_TO_APP = "UPDATE, DELETE"

    organisation = owner(indexed=False, checked=False)
    ticket = models.ForeignKey(
        "desk.Ticket", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    objective = models.CharField(max_length=12)
    cycle = models.IntegerField()
    due_before = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    tzdata_before = models.CharField(max_length=20, blank=True)
    tzdata = models.CharField(max_length=20, blank=True)
    found_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "id"], name="moved_by_customer")]
