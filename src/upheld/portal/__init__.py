"""The pages of the customers' people."""
