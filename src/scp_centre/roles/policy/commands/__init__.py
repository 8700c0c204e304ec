"""Commands of the policy role."""

# word -> help; its module here has add_arguments(parser) and run(arguments) -> exit status
COMMANDS = {
    "brief": "Compute every figure of a policy brief again, from its bundle.",
    "world": "Convert a downloaded global input-output table (EXIOBASE, GLORIA, OECD, Eora, WIOD).",
    "scenario": "Run a policy scenario on a national table: two files, no database.",
}
