"""Every write of the policy role: tables, scenarios, briefs and consultations, the register."""
