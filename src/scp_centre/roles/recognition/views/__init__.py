"""Pages of the recognition role."""
