"""Rules: what they find in stored results, what they leave, and what they cannot judge."""
