"""`costgov doctor`: what is missing to run for real, and how to mend it."""
