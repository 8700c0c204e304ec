"""Letters to applicants: written with the act that they tell of, kept in the file, set as PDF."""

from collections.abc import Sequence

from django.utils import timezone

from scp_centre.centre.documents.blocks import Paragraph, Report, report_words
from scp_centre.centre.registry.models import Centre, Person
from scp_centre.centre.registry.sample import is_sample_centre
from scp_centre.centre.translation import Speaker, speaker
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.models import Application, Letter, LetterKind


def file_letter(
    application: Application,
    kind: LetterKind,
    title: str,
    said: Sequence[str],
    *,
    acting_user: Person,
) -> Letter:
    """Write a letter in the applicant's language and keep it with the application.

    said : messages, or texts that somebody wrote; called within the act that the letter tells of
    """
    say = _speaker_for(application)
    scheme = application.version.scheme.name
    about = _(
        "Label or award: {scheme}. Subject of the application: {what}.",
        scheme=scheme,
        what=application.about,
    )
    paragraphs = [say(about), *(say(one) for one in said)]
    return Letter.objects.create(
        application=application,
        kind=kind,
        language=say.language,
        title=say(title)[:200],
        paragraphs=paragraphs,
        author=acting_user,
    )


def _speaker_for(application: Application) -> Speaker:
    """Return the language of the applicant; without one, that of the centre."""
    centre = Centre.objects.first()
    return speaker(application.applicant.language or (centre.language if centre else "en"))


def compose_letter(letter: Letter) -> Report:
    """Return a letter as a short document."""
    say = speaker(letter.language)
    application = letter.application
    centre = Centre.objects.first()
    name = centre.name if centre else ""
    day = say.date(timezone.localdate(letter.written))
    sign = _("{person}, {centre}", person=letter.author, centre=name)
    head = _(
        "{company}. Application {number}, {day}.",
        company=application.organisation.name,
        number=str(application.pk),
        day=day,
    )
    note = say(_("Fictional letter from the sample centre.")) if is_sample_centre() else ""
    blocks = tuple(Paragraph(text) for text in (*letter.paragraphs, say(sign)))
    return Report(
        language=letter.language,
        title=letter.title,
        subtitle=say(head),
        company=application.organisation.name,
        site="",
        place="",
        date=day,
        author=name,
        note=note,
        running_head=letter.title,
        blocks=blocks,
        words=report_words(say),
        cover=False,
    )
