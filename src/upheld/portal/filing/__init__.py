"""Filing a ticket."""
