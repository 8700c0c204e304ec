"""Messages in the reader's language: translated once, filled once, what people wrote untouched."""

import json
from gettext import c2py

import pytest
from babel.messages.pofile import read_po
from django.template import Context, Template
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from scp_centre.centre.jobs.models import Job, State
from scp_centre.centre.translation import LANGUAGES, speaker
from scp_centre.centre.translation.extraction import collect, wrong_holes
from scp_centre.centre.translation.messages import translations
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import HOLE, Message, Number, _, n_, p_

OTHERS = [code for code in LANGUAGES if code != "en"]
KEYS = [
    (language, key)
    for language in OTHERS
    for (context, key), forms in translations(language).forms.items()
    if not context and HOLE.search(key) and len(forms) == 1
]
NAMES = ("Energy", "{name}", "100 % {0}", "<b>Waste</b> & co", "%(name)s", "Water")


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_not_translated(language, name):
    say = speaker(language)
    assert say(name) == name
    assert name in say(_("There is no meter called '{meter}'.", meter=name))


@settings(max_examples=50, deadline=None)
@given(st.text(min_size=1))
def test_every_translation_holds_what_fills_its_holes(text):
    """Of each message of each catalogue, with any text in its holes."""
    for language, key in KEYS:
        params = dict.fromkeys(HOLE.findall(key), text)
        message = Message(key, params)
        assert speaker(language)(message).count(text) >= len(set(params)), key


def test_numbers_days_and_words_are_written_as_the_reader_does():
    message = _("{number} is too large.", number=Number(1234.5, ",.1f"))
    assert "1\u202f234,5" in speaker("fr")(message) and "1.234,5" in speaker("es")(message)
    inner = _("The job {title} is {state}.", title="Energy", state=State.RUNNING)
    assert speaker("fr")(inner).count("Energy") == 1
    assert str.__str__(State.RUNNING.label) not in speaker("fr")(inner)


def test_counts_have_their_forms(tmp_path, monkeypatch):
    from scp_centre.centre.translation import messages

    forms = {
        ("", "{count} file"): ("{count} plik", "{count} pliki", "{count} plik\u00f3w"),
        ("verb", "Open"): ("Otw\u00f3rz",),
        ("", "Open"): ("otwarte",),
    }
    polish = c2py("n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2")
    monkeypatch.setattr(
        messages, "translations", lambda language: messages.Translations(forms, polish)
    )
    say = speaker("fr")
    said = [say(n_("{count} file", "{count} files", n)) for n in (1, 3, 5, 22)]
    assert said == ["1 plik", "3 pliki", "5 plik\u00f3w", "22 pliki"]
    assert say(p_("verb", "Open")) == "Otw\u00f3rz" and say(_("Open")) == "otwarte"


@pytest.mark.django_db
def test_a_column_keeps_a_message_and_what_people_wrote(sample_centre):
    job = Job.objects.create(
        kind="readings",
        title=_("Company data, {company}", company="Energy"),
        owner=sample_centre["expert"],
        message='{"_message": "what somebody wrote"}',
        findings=[{"message": _("There is no meter called '{meter}'.", meter="x"), "row": 3}],
    )
    kept = Job.objects.get(pk=job.pk)
    assert kept.title.params == {"company": "Energy"} and kept.state == State.WAITING
    assert kept.state.template == "waiting"
    assert kept.message == '{"_message": "what somebody wrote"}'
    assert (
        speaker("fr")(kept.findings[0]["message"])
        == "Il n’y a pas de compteur \u00ab\u00a0x\u00a0\u00bb."
    )
    plain = [{"message": "There is no meter called 'x'.", "row": 3}]
    assert json.loads(json.dumps(kept.findings)) == plain


def test_pages_render_a_message_wherever_it_stands():
    page = Template("{{ message }}|{{ plain }}")
    values = {
        "message": _("There is no meter called '{meter}'.", meter="<b>"),
        "plain": "Energy",
    }
    with translation.override("fr"):
        said = page.render(Context(values))
    assert said == "Il n’y a pas de compteur \u00ab\u00a0&lt;b&gt;\u00a0\u00bb.|Energy"


def test_a_translation_with_other_holes_is_found(tmp_path):
    text = 'msgid "{a} of {b}"\nmsgstr "{a} de {c}"\n\nmsgid "{n}"\nmsgstr "le {n}"\n'
    file = tmp_path / "xx.po"
    file.write_text(text, "utf-8")
    with file.open("rb") as po:
        found = [wrong_holes(m) for m in read_po(po, locale="fr") if m.id]
    assert found == [["{a} de {c}"], []]


def test_contexts_and_plurals_are_extracted():
    ids = {m.id for m in collect() if m.id}
    assert ("verb", "Comment") in {(m.context, m.id) for m in collect()}
    assert ("{count} figure has been approved.", "{count} figures have been approved.") in ids
    assert "There is no meter called '{meter}'." in ids


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_an_error_with_its_cure_is_read_in_the_language(language):
    error = InvalidValueError(
        _("There is no meter called '{join}'.", join="x"), cure=_("Enter 0 or more.")
    )
    say = speaker(language)
    assert say(error.in_full) == f"{say(error.message)} {say(error.cure)}"
    assert "Enter" not in say(error.in_full)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1.234e30, "1.23\u00a0×\u00a010³⁰"),
        (-5e21, "−5\u00a0×\u00a010²¹"),
        (1e15, "1,000,000,000,000,000"),
        (1.7e308, "1.7\u00a0×\u00a010³⁰⁸"),
        (5e-324, "0"),
    ],
)
def test_any_number_can_be_written(value, said):
    assert speaker("en").number(value) == said
    assert speaker("en").percent(value) and speaker("en").money(value, "EUR")
