"""The centre's signature: its keys, what it signed with them, and what it took back."""
