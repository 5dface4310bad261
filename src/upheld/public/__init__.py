"""Public pages (signing in, published attainment) and pages of the user's own account."""
