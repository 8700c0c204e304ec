"""Which letter went to whom: each reader gets it once, also when the sending breaks off."""
