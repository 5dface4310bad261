"""Demo data: a vendor with ninety days of history, created by calling the operations with past instants.

Nothing bypasses the operations, so that clocks, breaches, escalations and reports are real.
"""
