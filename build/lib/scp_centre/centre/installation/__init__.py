"""The installation itself: where it lies, what it still lacks, and files written whole."""
