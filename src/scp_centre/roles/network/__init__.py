"""Network: one firm's residue moves to another's process; names are told once both agree."""
