"""The backlog, from findings to what people decide of them."""
