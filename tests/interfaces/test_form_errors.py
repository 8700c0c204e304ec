"""What a refused form says: our own sentence at each field, in a summary, with what was typed."""

import re

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from scp_centre.centre.entry_fields import DayField, NumberField
from scp_centre.centre.field_errors import FieldErrors, HouseForm
from scp_centre.centre.pages.form_errors import FormError, errors_of, told_apart
from scp_centre.centre.registry.models import Organisation, Person
from scp_centre.methods.messages import Message, _
from tests.interfaces.form_walk import TOKEN, forms_of_pages, within_the_test
from tests.interfaces.hostile import page_addresses, person_with_every_role
from tests.interfaces.test_permissions import dairy_things  # noqa: F401
from tests.refusals import unrehearsed

OF_THE_FRAMEWORK = re.compile(
    r"This field is required|Ensure this|Ensure that|Select a valid choice|Enter a valid|"
    r"is not one of the available|The submitted file|Enter a whole number|Enter a list of values|"
    r"You must type the same|This password is too|Null characters|No file was submitted"
)
OF_TABLES = re.compile(r"\b(sheets?|columns?|cells?|rows?)\b", re.IGNORECASE)
KEY = re.compile(r"\b[a-z]+_[a-z_]+\b")
ALERT = re.compile(r'<div class="note wrong-note error-summary" role="alert".*?</div>', re.DOTALL)
AT_FIELDS = re.compile(r'<p class="errorlist".*?</p>', re.DOTALL)
TAG = re.compile(r"<[^>]*>")
# Where what is sent is a file, or where the page of the answer is a list of its cells.
PAGES_OF_FILES = ("/map/",)


def kinds_of(kind=forms.BaseForm):
    """Yield every class of form of this project."""
    get_resolver().url_patterns  # noqa: B018 -- so that all views are loaded
    for below in kind.__subclasses__():
        if below.__module__.startswith("scp_centre"):
            yield below
        yield from kinds_of(below)


def fields_of_classes():
    for kind in sorted(set(kinds_of()), key=lambda kind: f"{kind.__module__}.{kind.__name__}"):
        for name, field in getattr(kind, "base_fields", {}).items():
            yield kind, name, field


def test_every_form_says_its_errors_in_the_words_of_the_house():
    assert {k for k in kinds_of() if not issubclass(k, FieldErrors)} == set()


OF_PROGRAMS = {"NoteForm"}  # whose page writes labels and errors itself


def test_every_field_has_a_label_of_ours():
    wrong = [
        (kind.__name__, name)
        for kind, name, field in fields_of_classes()
        if not isinstance(field.label, Message)
        and not field.widget.is_hidden
        and kind.__name__ not in OF_PROGRAMS | {"SignInForm"}  # labelled when it is made
    ]
    assert wrong == []


HOSTILE = ("", " ", "x" * 40_000, "not there", "-1e30", "1e30", "9999-12-31", "a\x00b")


@pytest.mark.django_db
def test_every_field_of_every_class_says_what_is_wrong_in_our_sentences():
    """Each kind of field alone, since most forms need something to be made."""
    wrong, said = [], set()
    for kind, name, field in fields_of_classes():

        class One(HouseForm):
            nouns = kind.nouns

        One.base_fields = {name: field}
        for value in HOSTILE:
            data = {name: [value] if isinstance(field, forms.MultipleChoiceField) else value}
            form = One(data)
            for error in form.errors.get(name, forms.utils.ErrorList()).as_data():
                said.add(error.code)
                sentence = error.message
                if not isinstance(sentence, Message) or OF_TABLES.search(sentence):
                    wrong.append((kind.__name__, name, value[:20], str(sentence)))
    assert wrong == []
    assert {"required", "max_length", "invalid_choice", "min_value", "max_value"} <= said


class Visit(HouseForm):
    nouns = {"due": _("Deadline")}
    name = forms.CharField(label=_("Name"), max_length=5)
    yours = forms.CharField(label=_("Your name"), required=False, min_length=2)
    due = DayField(label=_("Deadline"))
    share = NumberField(label=_("Share"), min_value=0, max_value=100)
    address = forms.EmailField(label=_("E-mail address"), required=False)
    file = forms.FileField(label=_("File"), required=False)


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({}, "name", "Enter the name."),
        ({}, "due", "Enter the deadline."),
        ({"name": "too long"}, "name", "Name must be 5 characters or fewer."),
        ({"yours": "x"}, "yours", "Your name must be 2 characters or more."),
        ({"share": "101"}, "share", "Share must be 100 or less."),
        ({"share": "-1"}, "share", "Share must be 0 or more."),
        ({"address": "x"}, "address", "Enter an e-mail address such as name@example.org."),
    ],
)
def test_an_error_names_the_thing_and_what_to_do(sent, field, sentence):
    assert Visit(sent).errors[field] == [sentence]


def test_the_summary_has_one_line_a_field_and_leads_to_it():
    form = Visit({"name": "Anna", "share": "many", "due": "2026-05-01"})
    (line,) = errors_of(form)
    assert line.place == "id_share" and line.text.startswith("Share: 'many' is not a number. ")


def test_errors_of_several_forms_that_read_alike_say_which_form_they_are_of():
    errors = [
        FormError("Enter the name.", "a", "Centres"),
        FormError("Enter the name.", "b", "Flows"),
        FormError("Choose the unit.", "c", "Flows"),
    ]
    said = [error.text for error in told_apart(errors)]
    assert said == ["Centres: Enter the name.", "Flows: Enter the name.", "Choose the unit."]


@pytest.mark.django_db
def test_the_summary_of_many_forms_stands_below_the_title_of_the_page(signed_in):
    html = signed_in("expert").post("/assessments/new/", {"sent": "1"}).content.decode()
    title, summary = html.index("<h1>"), html.index("error-summary")
    assert title < summary < html.index("<h2 id=") and html.count('error-summary"') == 1
    assert "Flows: Enter the name." in html and "Centres: Enter the name." in html


@pytest.fixture
def everybody(dairy_things, sample_centre, client):  # noqa: F811
    company = Organisation.objects.get(name="Rivermouth Dairy")
    client.force_login(person_with_every_role(company))
    return client


def spoiled(form, value):
    """Return a form whose every visible field holds a value; None for what a browser keeps."""
    sent = form.as_shown()
    for one in form.fields:
        if one.kind != "hidden" and one.name != TOKEN:
            sent[one.name] = [value]
    return sent


def text_of(html):
    return " ".join(TAG.sub(" ", html).split())


@pytest.mark.django_db
def test_a_form_of_any_page_is_refused_with_one_summary_and_a_title_that_says_so(
    everybody,
    dairy_things,  # noqa: F811
):
    addresses = page_addresses(dairy_things)
    wrong, refused = [], set()
    own = f"/people/{Person.objects.get(email='all@centre.example').pk}/remove/"
    for form in forms_of_pages(everybody, addresses):
        if form.action.startswith("/accounts/") or form.action == own:
            continue  # which end the session
        for value in ("", "not there", "-9" + "9" * 4_000):
            with within_the_test(), unrehearsed():
                answer = everybody.post(form.action, spoiled(form, value))
                transaction.set_rollback(True)
            if answer.streaming or not answer["Content-Type"].startswith("text/html"):
                continue
            html = answer.content.decode()
            said = text_of(" ".join(ALERT.findall(html) + AT_FIELDS.findall(html)))
            where = (form.action, value[:10], answer.status_code)
            if OF_THE_FRAMEWORK.search(html):
                wrong.append((*where, OF_THE_FRAMEWORK.search(html)[0]))
            if OF_TABLES.search(said) or KEY.search(said):
                wrong.append((*where, said[:300]))
            if not AT_FIELDS.search(html) and not ALERT.search(html):
                continue
            refused.add(form.action)
            if len(ALERT.findall(html)) != 1:
                wrong.append((*where, len(ALERT.findall(html)), "summaries"))
            title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)[1].strip()
            if not title.startswith("Error:") or answer.status_code not in (422, 429):
                wrong.append((*where, title[:40]))
            for place in re.findall(r'href="#([^"]+)"', " ".join(ALERT.findall(html))):
                if f'id="{place}"' not in html:
                    wrong.append((*where, "leads nowhere", place))
    assert not wrong, "\n".join(map(str, wrong))
    assert len(refused) > 40, sorted(refused)


def test_a_file_that_no_browser_keeps_is_asked_for_again():
    from django.template import Context, Template

    form = Visit({"name": ""}, {"file": SimpleUploadedFile("plan.pdf", b"x")})
    page = Template("{% form_fields form %}").render(Context({"form": form}))
    assert "Choose the file again: plan.pdf" in page
    assert 'value="Anna"' in Template("{% form_fields form %}").render(
        Context({"form": Visit({"name": "Anna"})})
    )


def test_what_may_stay_empty_says_so_and_help_and_error_are_tied_to_the_field():
    from django.template import Context, Template

    page = Template("{% form_fields form %}").render(Context({"form": Visit({})}))
    assert "Your name (optional)" in page and ">Name (optional)" not in page
    assert 'aria-invalid="true"' in page and 'aria-describedby="id_name_error"' in page
    assert 'role="alert"' in page and "autofocus" in page


@pytest.mark.django_db
def test_no_page_opens_with_errors(everybody, dairy_things):  # noqa: F811
    """Before anything was sent there is nothing wrong; also for who has not signed in."""
    addresses = page_addresses(dairy_things)
    for browser in (everybody, Client()):
        for address in sorted({*addresses} - {"/accounts/logout/"}):
            page = browser.get(address)
            is_page = (
                page.status_code == 200
                and page.get("Content-Type", "").startswith("text/html")
                and not page.streaming
            )
            assert not is_page or b"error-summary" not in page.content, address
