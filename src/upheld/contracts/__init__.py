"""Products, contracts and their immutable versions; which one covers a ticket."""
