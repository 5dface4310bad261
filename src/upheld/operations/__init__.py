"""The infrastructure of operations: transactions, events, refusals, pagination, idempotency and disk space checks."""
