"""The SLA core: terms, facts and an instant in; readings, their reasons, and what comes next out.

Pure and importable alone: it knows no database, no network, no file and no clock. ``docs`` call it "the semantics";
the page of that name is normative, and section numbers in these files refer to it.
"""

from upheld.sla.assessment import Assessment, assess, refuse
from upheld.sla.attainment import Decision, attainment, decisions
from upheld.sla.calendar.calendar import Calendar, after, counted
from upheld.sla.clock.facts import Fact, read_fact, write_fact
from upheld.sla.credits import Credit, credits  # noqa: A004
from upheld.sla.criteria.propose import Proposal, propose_severity
from upheld.sla.errors import CannotAssess, EvidenceInvalid, FactInvalid, Problem, Refusal, TermsInvalid
from upheld.sla.outlook import Mark, Outlook, outlook
from upheld.sla.reading import Reading
from upheld.sla.reckoning import Reckoning, Span, explain
from upheld.sla.terms.checks import warnings
from upheld.sla.terms.document import parse_document
from upheld.sla.terms.load import load_terms, resolve_holidays
from upheld.sla.terms.model import Terms
from upheld.sla.terms.prose import contract_text
from upheld.sla.terms.read import read_terms
from upheld.sla.terms.schema import terms_schema
from upheld.sla.terms.write import write_terms

__all__ = [
    "Assessment",
    "Calendar",
    "CannotAssess",
    "Credit",
    "Decision",
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
    "Span",
    "Terms",
    "TermsInvalid",
    "after",
    "assess",
    "attainment",
    "contract_text",
    "counted",
    "credits",
    "decisions",
    "explain",
    "load_terms",
    "outlook",
    "parse_document",
    "propose_severity",
    "read_fact",
    "read_terms",
    "refuse",
    "resolve_holidays",
    "terms_schema",
    "warnings",
    "write_fact",
    "write_terms",
]
