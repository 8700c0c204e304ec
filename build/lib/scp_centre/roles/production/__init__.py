"""Role 2, production: the cleaner production assessment, from workbook to owner's decision."""
