"""The gate: sums of companies' figures reach people only through the ledger that stands here."""
