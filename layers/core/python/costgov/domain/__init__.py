"""Frozen values and pure decisions; imports the standard library and pydantic only."""
