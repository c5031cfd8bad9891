"""Cost Explorer."""
