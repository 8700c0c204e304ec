"""What the operations of the API share; each role offers its own as `router` in its api.py."""
