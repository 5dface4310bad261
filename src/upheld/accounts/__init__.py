"""Organisations, people, roles, groups, tokens: who is who, and what each may be to whom."""
