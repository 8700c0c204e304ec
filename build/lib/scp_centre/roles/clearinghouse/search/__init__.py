"""The search: what is kept of each item, the shelves in memory, questions, answers."""
