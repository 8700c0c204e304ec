"""Pages of the clearinghouse."""
