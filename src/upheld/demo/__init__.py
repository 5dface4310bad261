"""A believable vendor with ninety days behind it, made by calling the operations with past instants.

Nothing is written past the operations, so clocks, breaches, escalations and reports are as real as any.
"""
