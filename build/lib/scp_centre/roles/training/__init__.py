"""Training: modules, workshops in a room, and what comes of them."""
