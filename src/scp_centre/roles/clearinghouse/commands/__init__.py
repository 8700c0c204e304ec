"""Commands of the clearinghouse role."""

# word -> help; its module here has add_arguments(parser) and run(arguments) -> exit status
COMMANDS = {
    "reindex": "Index all items of the clearinghouse anew.",
}
