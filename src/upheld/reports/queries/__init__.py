"""Nouns of the reports: frozen read models."""
