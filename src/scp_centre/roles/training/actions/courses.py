"""Courses: open one, enrol, accept, go on step by step, answer, pass."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.deliveries.once_per_reader import has_gone, send_reminder
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.mail import has_mail_server, write
from scp_centre.centre.registry.models import Organisation, Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.signing.actions import is_reachable, issue_badge
from scp_centre.centre.signing.models import Credential
from scp_centre.centre.translation import Speaker, current_speaker, speaker
from scp_centre.methods.messages import _
from scp_centre.roles.training.actions.quizzes import mark
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import (
    Course,
    CourseAnswer,
    Door,
    Enrolment,
    Learning,
    Module,
    Section,
    Standing,
)
from scp_centre.roles.training.quiz_results import course_steps, questions_of
from scp_centre.roles.training.validity import end_of_day, months_after

KIND = "course"
REMIND_DAYS = 7  # before the deadline
MOST_ATTEMPTS = 5


@transaction.atomic
def open_course(
    module: Module,
    title: str,
    *,
    door: str,
    opens: date,
    acting_user: Person,
    deadline: date | None = None,
    pass_mark: float = 0.6,
    companies: Iterable[Organisation] = (),
    sample: bool = False,
) -> Course:
    """Open a course on a module.

    Raises TrainingError for a draft, a deadline before the first day, companies that are missing.
    """
    require(acting_user, "run_workshop")
    chosen = list(companies)
    if module.standing != Standing.READY:
        raise TrainingError(
            _("The module is not ready yet."),
            where="module",
            cure=_("Mark the module as ready first."),
        )
    if deadline and deadline < opens:
        raise TrainingError(
            _("The deadline is before the first day."),
            where="deadline",
            cure=_("Choose a later date."),
        )
    if door == Door.COMPANIES and not chosen:
        raise TrainingError(
            _("No company has been chosen."),
            where="companies",
            cure=_("Choose the companies whose staff may enrol."),
        )
    course = Course.objects.create(
        module=module,
        title=title.strip() or module.title,
        door=door,
        opens=opens,
        deadline=deadline,
        pass_mark=pass_mark,
        trainer=acting_user,
        is_sample=sample,
    )
    course.companies.set(chosen)
    after = {"door": door, "deadline": str(deadline) if deadline else None}
    record("open_course", course.title, acting_user=acting_user, after=after)
    return course


def may_enrol(course: Course, person: Person) -> bool:
    """Return whether somebody may enrol, or ask to."""
    if course.door != Door.COMPANIES:
        return True
    own = person.memberships.values_list("organisation", flat=True)
    return course.companies.filter(pk__in=[pk for pk in own if pk]).exists()


@transaction.atomic
def enrol(course: Course, *, acting_user: Person) -> Enrolment:
    """Enrol somebody, or, where the trainer accepts people, note that they ask."""
    require(acting_user, "see_training")
    if known := course.enrolments.filter(person=acting_user).first():
        return known
    if not may_enrol(course, acting_user):
        raise NotPermittedError(
            _("This course is for people from other companies."),
            where="course",
            cure=_("Ask the trainer for help."),
        )
    today = timezone.localdate()
    if today < course.opens or (course.deadline and today > course.deadline):
        raise TrainingError(
            _("The course is not open today."),
            where="course",
            cure=_("Check the course dates."),
        )
    asks = course.door == Door.APPROVAL
    made = Enrolment.objects.create(
        course=course,
        person=acting_user,
        state=Learning.ASKED if asks else Learning.UNDER_WAY,
    )
    record("enrol", course.title, acting_user=acting_user, after={"state": str(made.state)})
    return made


@transaction.atomic
def accept(enrolment: Enrolment, accepted: bool, *, acting_user: Person) -> None:
    """Accept somebody who asks to follow a course, or not."""
    require(acting_user, "run_workshop")
    if enrolment.state != Learning.ASKED:
        raise TrainingError(
            _("A decision on this application has already been made."),
            where="enrolment",
            cure=_("Reload the page."),
        )
    enrolment.state = Learning.UNDER_WAY if accepted else Learning.REFUSED
    enrolment.save(update_fields=["state"])
    after = {"enrolment": enrolment.pk, "accepted": accepted}
    record("accept_learner", enrolment.course.title, acting_user=acting_user, after=after)


def _learner(enrolment: Enrolment, acting_user: Person) -> Enrolment:
    """Return the row, held, for the learner themselves while the course goes on."""
    held = (
        Enrolment.objects.select_for_update()
        .select_related("course__module", "person")
        .get(pk=enrolment.pk)
    )
    if held.person_id != acting_user.pk or held.state in (Learning.ASKED, Learning.REFUSED):
        raise NotPermittedError(
            _("You are not enrolled in this course."), where="course", cure=_("Enrol first.")
        )
    return held


@transaction.atomic
def reach(enrolment: Enrolment, step: int, *, acting_user: Person) -> Enrolment:
    """Note how far a learner has come; a course without a quiz is passed at its end."""
    held = _learner(enrolment, acting_user)
    steps = course_steps(held.course.module)
    if step > held.step:
        held.step = min(step, len(steps) - 1)
        held.save(update_fields=["step"])
    if held.step == len(steps) - 1 and not any(s.quiz for s in steps):
        _pass(held, None)
    return held


@transaction.atomic
def answer_course_quiz(
    enrolment: Enrolment,
    section: Section,
    given: Mapping[int, Any],
    *,
    acting_user: Person,
    say: Speaker | None = None,
) -> float:
    """Mark a learner's answers to a quiz; return the mean mark. The last quiz decides on passing.

    Each attempt is kept; the best counts. Raises TrainingError after five attempts, or too late.
    """
    say = say or current_speaker()
    held = _learner(enrolment, acting_user)
    course = held.course
    if course.deadline and timezone.localdate() > course.deadline:
        raise TrainingError(
            _("The deadline has passed."), where="course", cure=_("Ask the trainer for more time.")
        )
    last = held.answers.filter(section=section).aggregate(last=Max("attempt"))["last"] or 0
    if last >= MOST_ATTEMPTS:
        raise TrainingError(
            _("You have no attempts left. The limit is {_ATTEMPTS}.", _ATTEMPTS=MOST_ATTEMPTS),
            where="quiz",
            cure=_("Ask the trainer for help."),
        )
    questions = questions_of(section)
    answers = [
        CourseAnswer(
            enrolment=held,
            section=section,
            question=i,
            attempt=last + 1,
            given=given.get(i, ""),
            language=say.language,
            mark=mark(q, given[i], say.notation) if given.get(i) not in (None, "", [], {}) else 0.0,
        )
        for i, q in enumerate(questions)
    ]
    CourseAnswer.objects.bulk_create(answers)
    mean = sum(a.mark for a in answers) / len(answers) if answers else 0.0
    after = {"section": section.title, "attempt": last + 1, "mark": round(mean, 3)}
    record("answer_course_quiz", course.title, acting_user=acting_user, after=after)
    final = [s.section for s in course_steps(course.module) if s.quiz][-1]
    if section == final and mean >= course.pass_mark - 1e-9:
        _pass(held, mean)
    return mean


def _pass(held: Enrolment, mean: float | None) -> None:
    """Note that somebody passed, and sign their certificate."""
    if mean is not None:
        held.mark = max(mean, held.mark or 0.0)
    first = held.state != Learning.PASSED
    held.state, held.passed = Learning.PASSED, held.passed or timezone.now()
    held.save(update_fields=["mark", "state", "passed"])
    if first and is_reachable():
        _certify(held)


@transaction.atomic
def issue_waiting_certificates() -> int:
    """Sign the certificates of courses passed while the centre had no public address."""
    if not is_reachable():
        return 0
    passed = Enrolment.objects.filter(state=Learning.PASSED).select_related(
        "course__module", "course__trainer", "person"
    )
    signed = set(Credential.objects.filter(kind=KIND).values_list("about", flat=True))
    waiting = [one for one in passed if f"enrolment {one.pk}" not in signed]
    for one in waiting:
        _certify(one)
    return len(waiting)


def _certify(held: Enrolment) -> Credential:
    course, module = held.course, held.course.module
    achievement = uuid.uuid5(uuid.NAMESPACE_URL, f"scp-centre/{module.key}/{module.version}")
    passed = held.passed or timezone.now()
    until = None
    if module.valid_months:
        until = end_of_day(months_after(timezone.localdate(passed), module.valid_months))
    share = "" if held.mark is None else f", with {100 * held.mark:.0f} % of the last quiz"
    return issue_badge(
        kind=KIND,
        about=f"enrolment {held.pk}",
        holder=held.person.name,
        title=module.title,
        description=module.summary,
        criteria=f"Completed the course, designed to take {module.minutes} minutes{share}.",
        achievement=f"urn:uuid:{achievement}",
        evidence={"name": course.title, "narrative": f"{held.passed:%Y-%m-%d}"},
        valid_from=passed,
        valid_until=until,
        acting_user=course.trainer,
    )


def certificate_of_learner(enrolment: Enrolment) -> Credential | None:
    """Return the certificate of a learner that stands."""
    about = f"enrolment {enrolment.pk}"
    return Credential.objects.filter(kind=KIND, about=about, revoked__isnull=True).first()


def remind_learners(today: date) -> int:
    """Mail everybody whose deadline is near, once; return how many.

    Whom no letter reached, since the mail server refused it, the next run reminds.
    """
    if not has_mail_server():
        return 0
    near = Enrolment.objects.filter(
        state=Learning.UNDER_WAY,
        reminded__isnull=True,
        person__is_active=True,
        course__deadline__gte=today,
        course__deadline__lte=today + timedelta(days=REMIND_DAYS),
    ).select_related("course", "person")
    sent = 0
    for enrolment in near:
        letter = f"end of course {enrolment.pk}"
        sent += send_reminder(letter, _last_days(enrolment), "course")
        if has_gone(letter, enrolment.person.email):
            Enrolment.objects.filter(pk=enrolment.pk, reminded=None).update(reminded=today)
    return sent


def _last_days(enrolment: Enrolment) -> EmailMessage:
    say = speaker(enrolment.person.language or "en")
    deadline = enrolment.course.deadline
    assert deadline is not None
    text = say(
        _(
            "The course {title} is open until {day}. Your work is saved. You can continue where "
            "you left off.",
            title=enrolment.course.title,
            day=say.date(deadline),
        )
    )
    subject = say(_("The course {title} ends soon", title=enrolment.course.title))
    return write(enrolment.person.email, subject, f"{text}\n")
