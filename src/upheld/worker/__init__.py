"""Everything that runs by itself: deadlines, mail, webhooks, tidying up. Any number may run side by side."""
