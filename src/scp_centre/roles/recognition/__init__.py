"""Labels and awards: applied for, verified, decided, and shown to whoever scans the product."""
