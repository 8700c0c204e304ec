"""Pages of the network role."""
