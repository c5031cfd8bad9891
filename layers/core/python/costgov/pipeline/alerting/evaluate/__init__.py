"""One module per kind of rule: what is stored is held against it, and what it finds is a signal."""
