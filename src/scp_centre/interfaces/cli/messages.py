"""`scp-centre messages`: bring the PO files up to what the code says, for translators."""

import argparse
import os
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE", help="fr, es, ar; all")


def run(arguments: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp_centre.settings.sample")
    import django

    django.setup()
    from scp_centre.centre.translation import LANGUAGES
    from scp_centre.centre.translation.extraction import update

    bad = 0
    for language in arguments.languages or [code for code in LANGUAGES if code != "en"]:
        count, missing, wrong = update(language)
        sys.stdout.write(f"{language}: {count} messages, {missing} to translate\n")
        for message in wrong:
            sys.stderr.write(f"{language}: other holes than its message: {message}\n")
        bad += len(wrong)
    return 1 if bad else 0
