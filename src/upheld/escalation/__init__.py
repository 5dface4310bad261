"""Who is notified when a clock runs down, over which channel, and that no notice is lost."""
