"""Pages of the products role."""
