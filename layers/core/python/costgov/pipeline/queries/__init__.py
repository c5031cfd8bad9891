"""Read-only use cases of the API: a frozen question in, a frozen answer out, no AWS, no pandas."""
