"""The JSON surface under /api/v1."""
