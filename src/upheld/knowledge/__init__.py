"""Full-text search over tickets."""
