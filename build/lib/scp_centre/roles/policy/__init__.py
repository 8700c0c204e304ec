"""Policy: national hot spots, scenarios, briefs with their consultation, the register."""
