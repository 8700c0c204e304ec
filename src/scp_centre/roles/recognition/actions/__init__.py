"""Every write of the recognition role: one transaction, permission asked, a row in the log."""
