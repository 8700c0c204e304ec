"""Documents: the parts of a report, and its setting as PDF, for every role."""
