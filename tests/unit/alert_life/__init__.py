"""The life of alerts, where they go, and when."""
