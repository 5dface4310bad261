"""The worker process: deadlines, mail, webhooks, credits and clean-up. Several workers can run side by side."""
