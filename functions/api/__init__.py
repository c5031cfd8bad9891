"""The REST API: one function, one Router per resource."""
