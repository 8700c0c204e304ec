"""Ground floor: values and arrays in, results out. No Django, no files, no clock, no settings."""
