"""Steps that cross roles: what one role has, brought to another."""
