"""One module per check: META says what it is, `evaluate` judges one resource."""
