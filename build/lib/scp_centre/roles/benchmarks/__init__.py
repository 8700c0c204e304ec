"""Role 9: benchmarks. Show a plant where it stands without exposing another."""
