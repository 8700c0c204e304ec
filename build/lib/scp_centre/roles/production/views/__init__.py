"""Pages of the production role, by subject. HTTP only."""
