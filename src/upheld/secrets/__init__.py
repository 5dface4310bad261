"""Secrets at rest, and the secret key that an installation has adopted."""
