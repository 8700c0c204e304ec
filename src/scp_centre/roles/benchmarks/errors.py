"""What the benchmarks role can refuse."""

from scp_centre.centre.errors import CentreError


class BenchmarkError(CentreError):
    """A benchmark that cannot be defined, filled or released."""

    code = "benchmark"
