"""What a month of the product costs, from its configuration and the size of what it looks at."""
