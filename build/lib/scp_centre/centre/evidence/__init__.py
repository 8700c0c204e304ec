"""The ledger of figures: value, unit, period, derivation. Figures are succeeded, not changed."""
