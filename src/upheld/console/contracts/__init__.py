"""Contracts: what was promised, version by version."""
