"""What a release tells, and what it must not tell."""
