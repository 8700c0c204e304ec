"""Forms that were sent: what a form asks for is done once, however often it is sent."""
