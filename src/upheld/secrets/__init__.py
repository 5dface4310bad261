"""Encrypts stored secrets, and remembers which secret key the installation uses."""
