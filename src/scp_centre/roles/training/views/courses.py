"""Courses: the trainer opens them and sees who is how far; learners follow them step by step."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.documents.markdown import as_html
from scp_centre.centre.field_choices import offer_rows
from scp_centre.centre.query_string import read_word
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.methods.messages import _
from scp_centre.roles.training import queries
from scp_centre.roles.training.actions import courses
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.forms import NO_MODULE, CourseForm
from scp_centre.roles.training.models import Course, CourseAnswer, Enrolment, Learning
from scp_centre.roles.training.number_answers import typed_in, unclear_answers
from scp_centre.roles.training.quiz_results import (
    Step,
    asked_back,
    asked_of_learner,
    course_steps,
    given_in,
    questions_of,
    source_of,
)
from scp_centre.roles.training.views.certificates import certificate_pdf
from scp_centre.roles.training.views.room_page import sent_number


@require_http_methods(["GET", "HEAD", "POST"])
def new_course(request: SignedInRequest) -> HttpResponse:
    """Open a course on a module."""
    require(request.user, "run_workshop")
    start = {
        "opens": timezone.localdate(),
        "pass_percent": 60,
        "module": read_word(request.GET, "module"),
    }
    form = CourseForm(request.POST or None, initial=start)
    offer_rows(form, "module", queries.ready_modules(), while_none=NO_MODULE)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        values["pass_mark"] = values.pop("pass_percent") / 100
        try:
            made = courses.open_course(acting_user=request.user, **values)
        except TrainingError as error:
            where = error.where if error.where in form.fields else None
            form.add_error(where, error.in_full)
        else:
            return redirect("course", pk=made.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "training/new_course.html", {"form": form}, status=status)


def _own(request: SignedInRequest, course: Course) -> Enrolment | None:
    return course.enrolments.filter(person=request.user).first()


@require_safe
def course(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a course: what it is, how far one is, and, to trainers, who follows it."""
    require(request.user, "see_training")
    found = get_object_or_404(Course.objects.select_related("module", "trainer"), pk=pk)
    leads = allowed(request.user, "run_workshop")
    own = _own(request, found)
    if not (leads or own or courses.may_enrol(found, request.user)):
        raise Http404
    steps = course_steps(found.module)
    context = {
        "course": found,
        "own": own,
        "steps": len(steps),
        "step": own.step + 1 if own else 0,
        "certificate": courses.certificate_of_learner(own) if own else None,
        "leads": leads,
        "learners": [
            (e, f"{e.step + 1} / {len(steps)}") for e in found.enrolments.select_related("person")
        ]
        if leads
        else [],
        "follows": own and own.state in (Learning.UNDER_WAY, Learning.PASSED),
    }
    return render(request, "training/course.html", context)


@require_POST
def enrol(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enrol, or ask to."""
    found = get_object_or_404(Course, pk=pk)
    made = courses.enrol(found, acting_user=request.user)
    if made.state == Learning.ASKED:
        messages.success(
            request,
            _(
                "Your request has been sent to the trainer. This page will tell you when you "
                "are accepted."
            ),
        )
    return redirect("course", pk=pk)


@require_POST
def accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Accept somebody who asks, or not."""
    require(request.user, "run_workshop")
    course = get_object_or_404(Course, pk=pk)
    asked = get_object_or_404(Enrolment, course=course, pk=sent_number(request, "enrolment"))
    courses.accept(asked, read_word(request.POST, "act") == "accept", acting_user=request.user)
    return redirect("course", pk=pk)


def _step(request: SignedInRequest, pk: int, number: int) -> tuple[Enrolment, list[Step]]:
    require(request.user, "see_training")
    own = get_object_or_404(
        Enrolment.objects.select_related("course__module"),
        course=get_object_or_404(Course, pk=pk),
        person=request.user,
    )
    steps = course_steps(own.course.module)
    if not 0 <= number < len(steps) or own.state in (Learning.ASKED, Learning.REFUSED):
        raise Http404
    return own, steps


@require_http_methods(["GET", "HEAD", "POST"])
def learn(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Show one step of a course; a quiz is marked at once, with the reason of each answer."""
    own, steps = _step(request, pk, number)
    step = steps[number]
    given, unclear = {}, {}
    if request.method == "POST":
        if not step.quiz:
            raise Http404
        questions, say = questions_of(step.section), typed_in(request.POST)
        given = given_in(request.POST, questions)
        unclear = unclear_answers(questions, given, say)
        if not unclear:
            courses.answer_course_quiz(own, step.section, given, acting_user=request.user, say=say)
            return redirect(f"{request.path}?told=1")
    own = courses.reach(own, number, acting_user=request.user)
    context: dict[str, Any] = {
        "course": own.course,
        "own": own,
        "step": step,
        "html": as_html(step.text),
        "number": number,
        "shown": number + 1,
        "steps": len(steps),
        "last": number == len(steps) - 1,
        "certificate": courses.certificate_of_learner(own),
    }
    if step.quiz:
        context |= _quiz(own, steps, step, told="told" in request.GET)
    if unclear:
        context |= {"asked": asked_back(context["asked"], given, unclear), "may_send": True}
    return render(request, "training/learn.html", context, status=422 if unclear else 200)


def _quiz(own: Enrolment, steps: list[Step], step: Step, *, told: bool) -> dict[str, Any]:
    asked = asked_of_learner(own, step.section)
    attempts = max(
        (a.answer.attempt for a in asked if isinstance(a.answer, CourseAnswer)), default=0
    )
    later = [s.section for s in steps if s.quiz and source_of(s.section) == step.section]
    waits = bool(later) and not own.answers.filter(section__in=later).exists()
    over = attempts >= courses.MOST_ATTEMPTS or own.state == Learning.PASSED
    return {
        "asked": asked,
        "told": attempts > 0 and told,
        "waits": waits,
        "solutions": over and not waits,
        "got": sum(a.answer.mark for a in asked if a.answer),
        "again": attempts > 0 and attempts < courses.MOST_ATTEMPTS and not waits,
        "may_send": (attempts == 0 or not told) and not (waits and attempts) and not over,
        "passed": own.state == Learning.PASSED,
    }


@require_safe
def course_certificate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand a learner their certificate."""
    require(request.user, "see_training")
    own = get_object_or_404(
        Enrolment.objects.select_related("course__module", "course__trainer"),
        course=get_object_or_404(Course, pk=pk),
        person=request.user,
    )
    signed = courses.certificate_of_learner(own)
    if signed is None or own.passed is None:
        raise Http404
    course = own.course
    return certificate_pdf(
        request,
        signed,
        language=course.module.language,
        organisation="",
        criteria=_(
            "Completed the course “{title}”, designed to take {minutes} min.",
            title=course.title,
            minutes=course.module.minutes,
        ),
        day=own.passed.date(),
        place="",
        signatory=str(course.trainer),
        sample=course.is_sample,
    )
