"""One ticket: its page, its acts, its history."""
