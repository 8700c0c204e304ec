"""Engineering calculations behind options; SI inside, physical constants come from the caller."""
