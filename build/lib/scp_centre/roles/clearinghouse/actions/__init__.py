"""Every write of the clearinghouse."""
