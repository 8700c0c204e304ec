"""Commands of the products role."""

# word -> help; its module here has add_arguments(parser) and run(arguments) -> exit status
COMMANDS = {
    "footprint": "Compute the footprint of a product from its workbook, without a database.",
    "inventory": "Read a life-cycle database of another program and compute an inventory.",
}
