"""The SLA core: computes readings, their explanations and the next changes from terms, facts and an instant.

The core is pure and has no dependencies on the rest of Upheld: no database, no network, no system clock. The page "SLA
semantics" is normative; section numbers in these files refer to it.

All public names are imported from here. Each is loaded at its first use, so that code that only counts hours does not
load the rest.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from upheld.sla.assessment import Assessment, assess, refusals, refuse
    from upheld.sla.attainments import Decision, attainment, decisions
    from upheld.sla.calendar.calendar import Calendar, after, counted
    from upheld.sla.clock.facts import Fact, read_fact, write_fact
    from upheld.sla.clock.refusals import Refusal
    from upheld.sla.criteria.evidence import check_evidence, declared
    from upheld.sla.criteria.propose import Proposal, propose_severity
    from upheld.sla.criteria.prose import criterion_text
    from upheld.sla.errors import CannotAssess, EvidenceInvalid, FactInvalid, Problem, TermsInvalid
    from upheld.sla.limits import effective_span, reopening_ends, ruling_due, silence_accepts
    from upheld.sla.outlooks import Mark, Outlook, outlook
    from upheld.sla.possible import possible
    from upheld.sla.reading import Reading
    from upheld.sla.reckoning.spans import Reckoning, Span, explain
    from upheld.sla.remedies import Claim, Credit, credits, credits_together  # noqa: A004
    from upheld.sla.terms.checks import to_confirm, warnings
    from upheld.sla.terms.document import parse_document
    from upheld.sla.terms.editions import carry_days, decreed_days, extend_holidays, extended_as, horizons
    from upheld.sla.terms.load import load_draft, load_terms, resolve_holidays
    from upheld.sla.terms.model import OBJECTIVES, EscalationStep, Severity, Target, Terms
    from upheld.sla.terms.node import ID_MAX
    from upheld.sla.terms.prose import contract_text
    from upheld.sla.terms.read import read_terms
    from upheld.sla.terms.schema import terms_schema
    from upheld.sla.terms.write import write_terms

_MODULES: Final = {
    "assessment": ("Assessment", "assess", "refusals", "refuse"),
    "attainments": ("Decision", "attainment", "decisions"),
    "calendar.calendar": ("Calendar", "after", "counted"),
    "clock.facts": ("Fact", "read_fact", "write_fact"),
    "remedies": ("Claim", "Credit", "credits", "credits_together"),
    "criteria.prose": ("criterion_text",),
    "criteria.evidence": ("check_evidence", "declared"),
    "criteria.propose": ("Proposal", "propose_severity"),
    "clock.refusals": ("Refusal",),
    "errors": ("CannotAssess", "EvidenceInvalid", "FactInvalid", "Problem", "TermsInvalid"),
    "limits": ("effective_span", "reopening_ends", "ruling_due", "silence_accepts"),
    "outlooks": ("Mark", "Outlook", "outlook"),
    "possible": ("possible",),
    "reading": ("Reading",),
    "reckoning.spans": ("Reckoning", "Span", "explain"),
    "terms.checks": ("to_confirm", "warnings"),
    "terms.document": ("parse_document",),
    "terms.editions": ("carry_days", "decreed_days", "extend_holidays", "extended_as", "horizons"),
    "terms.load": ("load_draft", "load_terms", "resolve_holidays"),
    "terms.model": ("OBJECTIVES", "EscalationStep", "Severity", "Target", "Terms"),
    "terms.node": ("ID_MAX",),
    "terms.prose": ("contract_text",),
    "terms.read": ("read_terms",),
    "terms.schema": ("terms_schema",),
    "terms.write": ("write_terms",),
}
_MODULE_OF: Final = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    module = _MODULE_OF.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{module}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULE_OF})


__all__ = [
    "ID_MAX",
    "OBJECTIVES",
    "Assessment",
    "Calendar",
    "CannotAssess",
    "Claim",
    "Credit",
    "Decision",
    "EscalationStep",
    "EvidenceInvalid",
    "Fact",
    "FactInvalid",
    "Mark",
    "Outlook",
    "Problem",
    "Proposal",
    "Reading",
    "Reckoning",
    "Refusal",
    "Severity",
    "Span",
    "Target",
    "Terms",
    "TermsInvalid",
    "after",
    "assess",
    "attainment",
    "carry_days",
    "check_evidence",
    "contract_text",
    "counted",
    "credits",
    "credits_together",
    "criterion_text",
    "decisions",
    "declared",
    "decreed_days",
    "effective_span",
    "explain",
    "extend_holidays",
    "extended_as",
    "horizons",
    "load_draft",
    "load_terms",
    "outlook",
    "parse_document",
    "possible",
    "propose_severity",
    "read_fact",
    "read_terms",
    "refusals",
    "refuse",
    "reopening_ends",
    "resolve_holidays",
    "ruling_due",
    "silence_accepts",
    "terms_schema",
    "to_confirm",
    "warnings",
    "write_fact",
    "write_terms",
]
