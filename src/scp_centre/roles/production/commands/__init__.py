"""Commands of the production role."""

# word -> help; its module here has add_arguments(parser) and run(arguments) -> exit status
COMMANDS = {
    "assess": "Assess a factory from its workbook: balances, costs of losses, options, report.",
    "template": "Write the empty workbook, or the one of a sample company.",
}
