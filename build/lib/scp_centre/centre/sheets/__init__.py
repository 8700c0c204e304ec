"""Sheets as data: what may stand in a column, reading it with every mistake, writing it."""
