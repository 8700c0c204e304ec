"""Pages of the policy role."""
