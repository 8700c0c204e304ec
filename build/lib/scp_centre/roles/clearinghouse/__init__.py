"""Role 6, clearinghouse: collect and actively disseminate information."""
