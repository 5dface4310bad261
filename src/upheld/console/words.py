"""Texts of the console."""

from __future__ import annotations

from upheld.console.vocabulary.acts import ACTS
from upheld.console.vocabulary.contracts import CONTRACTS
from upheld.console.vocabulary.entries import ENTRIES
from upheld.console.vocabulary.pages import PAGES
from upheld.console.vocabulary.tickets import TICKETS

WORDS: dict[str, dict[str, str]] = {**PAGES, **TICKETS, **ACTS, **ENTRIES, **CONTRACTS}
