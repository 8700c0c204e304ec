"""The centre's year: what all roles did in some months, as one report for ministry and donors.

Each role fills a module year_figures.py; declaration.py says how.
"""
