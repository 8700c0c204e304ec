"""Imported life-cycle databases: their linked system as a file, and rows computed from it."""
