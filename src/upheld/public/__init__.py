"""Pages for anyone: signing in, published attainment."""
