"""One backlog of everything that is advised: overlaps resolved, states, owners, what counts."""
