"""Long work: queued, with progress, found again after leaving the page."""
