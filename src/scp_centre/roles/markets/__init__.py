"""New markets for greener products: tenders that fit, and what a market asks to be proved."""
