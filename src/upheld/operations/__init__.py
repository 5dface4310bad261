"""What every operation stands on: refusals, the event bus, paged lists, idempotency and the check of free space."""
