"""Collect: harvest other collections, import files, watch links."""
