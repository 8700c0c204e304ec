"""Errors that nobody foresaw: each has a number, a place and a traceback without anybody's data."""
