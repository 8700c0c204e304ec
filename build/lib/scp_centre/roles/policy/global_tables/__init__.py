"""Tables of the world: read by pymrio, kept as arrays on disk, seen from one country."""
