"""Who is told when a clock runs down, over which channel, and that it cannot get lost."""
