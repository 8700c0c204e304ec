"""One's own account: signing in, password, address, second factor, sessions.

Forms and flows are those of django-allauth; addresses, pages, letters, limits and the log are ours.
"""
