"""The read-only role of the accounts that are looked at, as a template of its own."""
