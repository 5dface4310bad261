"""Reads terms from a document and reports all errors at once, each with its path (semantics §3).

Reading follows the document from its roots to its leaves: zone, calendars, evidence, severities, then the rules that
name them. Each step only needs what came before it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from upheld.sla.errors import Problem, TermsInvalid
from upheld.sla.terms.model import Attainment, Severity, Terms
from upheld.sla.terms.node import Node
from upheld.sla.terms.read_calendars import read_calendars, read_zone
from upheld.sla.terms.read_promises import check_agreement, read_severities
from upheld.sla.terms.read_rules import KINDS, Rules

REQUIRED: Final = ("upheld", "name", "version", "timezone", "effective", "calendars", "severities")
OPTIONAL: Final = (
    "evidence",
    "reclassification",
    "while_disputed",
    "acceptance",
    "reopening",
    "pauses",
    "exclusions",
    "response_counts",
    "disputes",
    "escalation",
    "attainment",
    "credits",
    "entitlements",
)


def read_terms(document: Mapping[str, object]) -> Terms:
    """The terms that a document states. TermsInvalid with all problems if it does not hold (semantics §3)."""
    problems: list[Problem] = []
    terms = _read(Node(document, "", problems))
    if problems:
        raise TermsInvalid(*problems)
    return terms


def _read(root: Node) -> Terms:
    fields = root.fields(REQUIRED, OPTIONAL)
    if "upheld" in fields and (fields["upheld"].value != 1 or fields["upheld"].value is True):
        fields["upheld"].wrong("unknown_format")
    timezone = read_zone(fields["timezone"]) if "timezone" in fields else "UTC"
    calendars = read_calendars(fields["calendars"], timezone) if "calendars" in fields else {}
    evidence = _declarations(fields["evidence"]) if "evidence" in fields else {}
    severities: tuple[Severity, ...] = ()
    if "severities" in fields:
        severities = read_severities(fields["severities"], calendars, evidence)
        check_agreement(fields["severities"], severities)
    rules = Rules(calendars, severities)
    since, until = _effective(fields.get("effective"))
    return Terms(
        name=fields["name"].text(200) if "name" in fields else "",
        version=fields["version"].integer(1, 1_000_000_000) if "version" in fields else 1,
        timezone=timezone,
        effective_from=since,
        effective_to=until,
        calendars=calendars,
        severities=severities,
        evidence=evidence,
        reclassification=fields["reclassification"].choice(("carry", "restart", "from_filing"))
        if "reclassification" in fields
        else "carry",
        while_disputed=fields["while_disputed"].choice(("higher", "customer", "vendor"))
        if "while_disputed" in fields
        else "higher",
        acceptance=rules.acceptance(fields["acceptance"]) if "acceptance" in fields else None,
        reopening=rules.reopening(fields["reopening"]) if "reopening" in fields else None,
        pauses=rules.pauses(fields["pauses"]) if "pauses" in fields else (),
        exclusions=rules.exclusions(fields["exclusions"]) if "exclusions" in fields else (),
        response_counts=fields["response_counts"].choices(KINDS) if "response_counts" in fields else KINDS,
        disputes=rules.disputes(fields["disputes"]) if "disputes" in fields else None,
        escalation=rules.escalation(fields["escalation"]) if "escalation" in fields else (),
        attainment=rules.attainment(fields["attainment"]) if "attainment" in fields else Attainment(),
        credits=rules.credits(fields["credits"]) if "credits" in fields else None,
        entitlements=rules.entitlements(fields["entitlements"]) if "entitlements" in fields else (),
    )


def _declarations(node: Node) -> dict[str, str]:
    from upheld.sla.criteria.evidence import read_declarations

    return read_declarations(node)


def _effective(node: Node | None) -> tuple[date, date | None]:
    if node is None:
        return date(2000, 1, 1), None
    fields = node.fields(["from"], ["to"])
    since = fields["from"].date() if "from" in fields else date(2000, 1, 1)
    until = fields["to"].date() if "to" in fields else None
    if until is not None and until <= since:
        fields["to"].wrong("not_after", other="from")
    return since, until
