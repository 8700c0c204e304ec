"""What a target asks of a sector and of each plant."""
