"""What every context stands on and no business word belongs to: the bus, rows, rights, mail, the outbox."""
