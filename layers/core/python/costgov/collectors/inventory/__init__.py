"""One module per service: what it lists, under which permissions, and which metrics it has."""
