"""Pages of training: HTTP only."""
