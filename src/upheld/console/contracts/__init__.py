"""Pages of contracts and their versions."""
