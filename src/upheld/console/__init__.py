"""The pages of the vendor's staff."""
