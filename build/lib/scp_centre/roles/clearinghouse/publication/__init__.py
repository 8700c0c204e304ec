"""What the clearinghouse gives to machines: OAI-PMH, feeds, linked data, calendars."""
