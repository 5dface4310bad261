"""Texts of the console, by subject."""
