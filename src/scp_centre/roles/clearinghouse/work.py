"""The long work of this role."""
