"""Queries of reports, which return frozen read models."""
