"""The gate: no sum of companies' figures reaches anybody but through the ledger that stands here."""
