"""Every write of the network role."""
