"""What everybody sees of the centre itself: its name, mark and colours, its texts, what came of
its work, and the form on which a company asks for an assessment.

What a role shows there it says in its public_site.py; see declaration.py.
"""
