"""Clock rows: the cached readings of tickets, each with the instant of its next change."""
