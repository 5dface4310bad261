"""Organisations, people, roles, support groups, sign-in and API tokens."""
