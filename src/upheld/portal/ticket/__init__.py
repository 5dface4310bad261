"""The customer's pages of one ticket."""
