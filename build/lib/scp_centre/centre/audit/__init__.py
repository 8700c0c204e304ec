"""What was done: one row for each act, in the same transaction as the act."""
