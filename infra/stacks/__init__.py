"""The product's stacks, in the order they are deployed."""
