"""Search over what was asked and answered."""
