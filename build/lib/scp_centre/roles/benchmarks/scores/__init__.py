"""How plants are scored, and where each stands."""
