"""`scp-centre reindex`: index all items of the clearinghouse anew."""

import argparse
import sys

NEEDS_INSTALLATION = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Index all items of the clearinghouse anew, as after SCP_MEANING was changed. Searches go "
        "on meanwhile."
    )


def run(arguments: argparse.Namespace) -> int:
    from scp_centre.roles.clearinghouse.models import Item
    from scp_centre.roles.clearinghouse.search.index_writer import keep_all

    keys = list(Item.objects.order_by("pk").values_list("pk", flat=True))
    for done in keep_all(keys):
        sys.stdout.write(f"{done} of {len(keys)} items\n")
        sys.stdout.flush()
    return 0
