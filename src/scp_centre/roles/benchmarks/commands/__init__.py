"""Commands of the benchmarks role."""

# word -> help; its module here has add_arguments(parser) and run(arguments) -> exit status
COMMANDS = {
    "benchmark": "Benchmark plants from a file: distribution, regression, DEA or SFA.",
    "survey": "Turn public facility-level data (US Industrial Assessment Centers) into a survey.",
}
