"""Letters leave by one door, outside of transactions, and no page claims one that did not go."""

import ast
import re
from pathlib import Path

import pytest
from django.db import transaction

import scp_centre
from scp_centre.centre.limits.letters import ASKED_FOR, MOST_LETTERS
from scp_centre.centre.mail import Outcome, send, write
from tests.house.parsed_source import parsed
from tests.house.test_writes import is_atomic

SOURCES = Path(scp_centre.__file__).parent
DOOR = "centre/mail.py"
DJANGO = re.compile(r"\b(send_mail|send_mass_mail|mail_admins|mail_managers|get_connection)\b")
SIGNALS = {"consent_withdrawn", "task_enqueued"}  # what is sent to them is no letter
# Templates that speak of letters and need no note on the mail server -> why.
SAY_NO_SENDING = {
    "account.html": "names the address of an account",
    "account/account_inactive.html": "says whom to ask for an invitation",
    "account/login.html": "names the address to sign in with",
    "account/confirm_address.html": "is opened by the link of a letter that came",
    "components/mail_note.html": "is the note",
    "invitation_over.html": "says whom to ask, after the letter",
    "organisation.html": "lists addresses of contact persons",
    "invitation.html": "is opened by the link of an invitation",
    "people.html": "lists what became of invitations, row by row",
    "public_site/contact.html": "names the address of the centre",
    "public_site/request.html": "says itself whether a letter goes",
    "ready.html": "has a check of the mail server of its own",
    "who_is_told.html": "counts who follows what",
    "clearinghouse/map_import.html": "means the letters of a text",
    "clearinghouse/search.html": "names the page of newsletters",
    "clearinghouse/suggested.html": "says who may ask back; whether a letter leaves is shown to the editor",
    "clearinghouse/tabs.html": "names the page of newsletters",
    "clearinghouse/write_newsletter.html": "is where a letter is written; it is sent elsewhere",
    "clearinghouse/confirm.html": "is opened by the link of a letter that came",
    "clearinghouse/end.html": "is opened by the link of a letter that came",
    "clearinghouse/ended.html": "is opened by the link of a letter that came",
    "clearinghouse/letter.html": "is a letter",
    "training/participant.html": "names an address that is deleted",
    "training/take_home.html": "shows addresses of participants who share theirs",
    "benchmarks/place.html": "means a page to print",
    "network/exchange.html": "records an agreement that came by letter",
    "recognition/fees_and_letters.html": "lists letters that are read here, as PDF",
}
SPEAKS = re.compile(r"e-mail|\bmails?\b|\bletters?\b|invit(?:e|ation)|newsletter", re.IGNORECASE)
WORDS = re.compile(
    r"{%\s*translate\s+\"([^\"]+)\"|{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate", re.S
)
# Messages that speak of letters and send none -> why.
SEND_NONE = {
    "invite_to_workshop": "a job sends them, and says what became of each",
    "withdraw": "an invitation ends",
    "set_up": "says what to do next",
    "address": "an answer of the form",
    "_decline": "the worker sends it, where there is an address and a mail server",
}


def functions():
    """Yield (place, function, module) of every function of the product."""
    for path in sorted(SOURCES.rglob("*.py")):
        name = path.relative_to(SOURCES).as_posix()
        if "migrations" in name:
            continue
        for node in ast.walk(parsed(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield name, node


def sends(node):
    """Return whether a node hands a letter on: `send(…)`, `hand_over(…)` or `….send()`."""
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute):
        return node.func.attr == "send" and not (node.args or node.keywords)
    return ast.unparse(node.func) in ("send", "hand_over", "send_now")


def test_every_letter_leaves_by_one_door():
    for path in sorted(SOURCES.rglob("*.py")):
        name, text = path.relative_to(SOURCES).as_posix(), path.read_text("utf-8")
        if name in (DOOR, "interfaces/web/own_account/adapter.py"):
            continue  # the adapter refuses the library's own letters
        assert not DJANGO.search(text), name
        calls = [n for n in ast.walk(parsed(text)) if sends(n)]
        assert not [n for n in calls if isinstance(n.func, ast.Attribute)], name


def test_no_letter_is_sent_within_an_atomic_block():
    senders = [(n, f) for n, f in functions() if any(map(sends, ast.walk(f)))]
    assert len(senders) >= 10
    for name, function in senders:
        assert not any(map(is_atomic, function.decorator_list)), f"{name} {function.name}"
        for node in ast.walk(function):
            if isinstance(node, ast.With) and any(is_atomic(i.context_expr) for i in node.items):
                assert not any(map(sends, ast.walk(node))), f"{name} {function.name}"


@pytest.mark.django_db
def test_the_door_is_closed_within_a_transaction():
    """Also to what an act calls, and what that calls: no list of names could show it."""
    letter = write("a@elsewhere.example", "News", "Text")
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        send(letter, "reminder")
    assert send(letter, "reminder") == Outcome.SENT


def test_every_kind_of_letter_has_a_limit_or_a_reason():
    kinds = {
        node.args[1].value
        for _, function in functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("send", "letters.send_now", "letters.send_later")
        and len(node.args) > 1
        and isinstance(node.args[1], ast.Constant)
    }
    assert kinds <= set(MOST_LETTERS) | set(ASKED_FOR)
    assert not set(MOST_LETTERS) & set(ASKED_FOR)


def templates():
    for path in sorted(SOURCES.rglob("templates/**/*.html")):
        yield path.as_posix().rpartition("/templates/")[2], path.read_text("utf-8")


def test_every_page_that_speaks_of_letters_says_when_none_leaves():
    silent = set()
    for name, text in templates():
        said = " ".join(a or b for a, b in WORDS.findall(text))
        if SPEAKS.search(said) and "{% mail_note %}" not in text:
            silent.add(name)
    assert silent <= set(SAY_NO_SENDING), silent - set(SAY_NO_SENDING)


def test_every_message_about_a_letter_goes_by_what_became_of_it():
    """A sentence that tells of a letter stands in a function that looks at its outcome."""
    blind = []
    for name, function in functions():
        for node in ast.walk(function):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func) == "messages.success"):
                continue
            told = ast.unparse(node.args[1])
            if not re.search(r"e-mail|\bletters?\b|invit|question was sent|on its way", told, re.I):
                continue
            looks = re.search(
                r"Outcome|has_mail_server|send_test_letter|ask_back|send_newsletter",
                ast.unparse(function),
            )
            if not looks and function.name not in SEND_NONE:
                blind.append((name, function.name, told))
    assert blind == []
