"""The append-only record of every act, one gap-free log per customer account."""
