"""What budgets are made of: periods, amounts that change, what is carried over, what is likely."""
