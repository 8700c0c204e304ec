"""Every write of the benchmarks role."""
