"""The loop and the ordered list of everything that runs by itself."""
