"""Top floor: web, API, command line and journeys. They know everyone and decide nothing."""
