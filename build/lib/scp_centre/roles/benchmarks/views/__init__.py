"""Pages of the benchmarks role. HTTP only."""
