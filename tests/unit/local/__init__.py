"""The laptop AWS."""
