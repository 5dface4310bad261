"""The pages of the customer's people."""
