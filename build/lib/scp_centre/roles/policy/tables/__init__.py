"""National tables: read from a template, checked, kept as arrays on disk."""
