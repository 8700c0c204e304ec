"""Tags and filters of the pages of benchmarks."""
