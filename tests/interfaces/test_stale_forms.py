"""Who saves second is told, sees what was saved first, and loses nothing of what was typed."""

import pytest
from django.db import transaction

from scp_centre.centre.registry.models import Organisation
from scp_centre.roles.policy.models import Scenario
from scp_centre.roles.training.actions.modules import write_from_text
from scp_centre.roles.training.models import Module
from scp_centre.roles.training.module_text import write_module
from tests.interfaces.form_walk import TOKEN, forms_of, forms_of_pages
from tests.interfaces.hostile import page_addresses, person_with_every_role
from tests.interfaces.test_permissions import dairy_things  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql_statements]
SHOWN = "shown"
WORDS = ("text", "textarea")
# Beside forms of what is new.
OTHERS = {
    "/account/": "a new token",
    "/benchmarks/map/": "replaces the whole map by a file",
    "comment/": "a new comment, with the name of who writes it",
    "workshops/1/act/": "one word each, of the one trainer who leads the workshop",
    "exchanges/1/status/": "a step from the state shown; from another it is refused in words",
}
READY = "/training/modules/"  # of a module that is ready each writer makes a version of their own
ANSWERS = "/requests/"  # makes a company of what is shown; a second answer is refused


def is_other(form):
    """Return whether a form replaces nothing that somebody else could have changed."""
    return form.action.endswith(("/new/", *OTHERS)) or form.action.startswith((READY, ANSWERS))


@pytest.fixture
def everybody(dairy_things, sample_centre, client):  # noqa: F811
    company = Organisation.objects.get(name="Rivermouth Dairy")
    client.force_login(person_with_every_role(company))
    return client


@pytest.fixture
def forms(everybody, dairy_things):  # noqa: F811
    addresses = page_addresses(dairy_things)
    return forms_of_pages(everybody, addresses)


def shown_name(form):
    return next((n for n in form.names() if n == SHOWN or n.endswith(f"-{SHOWN}")), None)


def worded(form):
    """Return the fields in which words can be changed."""
    return [f for f in form.fields if f.kind in WORDS and f.name != TOKEN]


def test_each_form_that_shows_what_exists_knows_which_state_it_showed(forms):
    blind = [
        (form.action, [f.name for f in worded(form) if f.value])
        for form in forms
        if any(f.value for f in worded(form)) and not shown_name(form)
        if "seen" not in form.names() and not is_other(form)
    ]
    assert not blind, "\n".join(map(str, blind))


def changed(form, word):
    """Return what is sent when somebody writes a word into the first place that takes it."""
    sent = form.filled("first")
    place = worded(form)[0]
    text = "".join(sent.get(place.name, [])).strip()
    sent[place.name] = [f"{text} {word}".strip()]
    return sent


def test_the_second_of_two_writers_is_told(everybody, forms):
    wrong, tried = [], []
    for form in forms:
        if not shown_name(form) or not worded(form) or is_other(form):
            continue
        with transaction.atomic():
            first = everybody.post(form.action, changed(form, "ours"))
            if first.status_code == 302:
                tried.append(form.action)
                wrong += second_writer(everybody, form)
            transaction.set_rollback(True)
    assert not wrong, "\n".join(map(str, wrong))
    assert len(tried) >= 12, tried


def second_writer(client, form):
    """Return what is wrong with the answer to somebody who opened the form before."""
    answer = client.post(form.action, changed(form, "theirs"))
    page = answer.content.decode()
    if answer.status_code != 422 or "after you opened the page" not in page:
        return [(form.action, answer.status_code, "nobody is told")]
    place = worded(form)[0].name
    again = [f for f in forms_of(form.page, page) if place in f.names() and shown_name(f)]
    typed = "".join(again[0].as_shown().get(place, [])) if again else ""
    if "theirs" not in typed:
        return [(form.action, place, "what was typed is lost")]
    if "ours" not in page:
        return [(form.action, place, "what the other wrote is not shown")]
    kept = client.post(form.action, again[0].as_shown() | {place: [typed]})
    return [] if kept.status_code == 302 else [(form.action, kept.status_code, "cannot be kept")]


def test_the_second_writer_of_a_draft_module_is_told(everybody, sample_centre):
    trainer = sample_centre["trainer"]
    text = write_module(Module.objects.filter(standing="ready").first())
    draft = write_from_text(text, acting_user=trainer)
    page = f"/training/modules/{draft.pk}/write/"
    form = next(f for f in forms_of(page, everybody.get(page).content.decode()) if shown_name(f))
    values = form.as_shown()
    summary = next(line for line in text.splitlines() if line.startswith("summary:"))
    words = "".join(values["text"])
    ours = values | {"text": [words.replace(summary, f"{summary} Ours.")]}
    theirs = values | {"text": [words.replace(summary, f"{summary} Theirs.")]}
    assert everybody.post(page, ours).status_code == 302
    answer = everybody.post(page, theirs)
    assert answer.status_code == 422
    assert "Ours." in answer.content.decode() and "Theirs." in answer.content.decode()


def test_two_scenarios_pages_do_not_drop_each_others_version(everybody):
    scenario = Scenario.objects.filter(is_latest=True).first()
    page = f"/policy/scenarios/{scenario.pk}/years/"
    form = next(f for f in forms_of(page, everybody.get(page).content.decode()) if shown_name(f))
    everybody.post(page, form.as_shown() | {"title": ["Ours"]})
    answer = everybody.post(page, form.as_shown() | {"title": ["Theirs"]})
    assert answer.status_code == 422
    assert Scenario.objects.get(family=scenario.family, is_latest=True).title == "Ours"
    gone = everybody.post(f"/policy/scenarios/{scenario.pk}/instruments/1/remove/")
    assert gone.status_code == 422, "its instruments may stand in another order by now"
