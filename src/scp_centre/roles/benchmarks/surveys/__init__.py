"""Surveys in their senders' own layouts: find the table, map its columns, read and check rows."""
