"""One module per kind of channel: composes what its receiver shows and sends it."""
