"""Attainment, credits, and what of it is published."""
