"""The installation itself: where it lies, its database, and files written whole."""
