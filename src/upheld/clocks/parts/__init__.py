"""The parts of a ticket as rows: waits, deliveries, disputes, claims and proposals. Only ledger entries make them."""
