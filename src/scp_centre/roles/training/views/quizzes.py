"""The quiz of a workshop on a participant's phone."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from scp_centre.roles.training.access import in_the_room
from scp_centre.roles.training.actions.quizzes import answer_quiz
from scp_centre.roles.training.models import Participant, QuizAnswer, Section
from scp_centre.roles.training.number_answers import typed_in, unclear_answers
from scp_centre.roles.training.quiz_results import (
    asked_back,
    asked_of,
    given_in,
    questions_of,
    quizzes_of,
    source_of,
)
from scp_centre.roles.training.views.room import room_page


@in_the_room
@require_http_methods(["GET", "HEAD", "POST"])
def quiz(request: HttpRequest, who: Participant, place: int) -> HttpResponse:
    """Ask a quiz that the workshop has come to; afterwards show the marks, each with its reason."""
    section = next((s for s in quizzes_of(who.workshop) if s.place == place), None)
    if section is None:
        raise Http404
    given, unclear = {}, {}
    if request.method == "POST":
        questions, say = questions_of(section), typed_in(request.POST)
        given = given_in(request.POST, questions)
        unclear = unclear_answers(questions, given, say)
        if not unclear:
            answer_quiz(who, section, questions, given, say)
            return redirect("room_quiz", pk=who.workshop_id, place=place)
    asked = asked_of(who, section)
    if unclear:
        asked = asked_back(asked, given, unclear)
    marks = [a.answer.mark for a in asked if a.answer]
    context = room_page(who, "quiz") | {
        "quiz": section,
        "asked": asked,
        "done": bool(marks),
        "got": sum(marks),
        "shown": not _comes_again(who, section),
    }
    return render(request, "training/quiz.html", context, status=422 if unclear else 200)


def _comes_again(who: Participant, section: Section) -> bool:
    """Return whether the same questions are still to come for somebody."""
    if who.workshop.ended:
        return False
    later = section.module.sections.filter(place__gt=section.place, kind=section.kind)
    again = [s for s in later if source_of(s) == section]
    answered = QuizAnswer.objects.filter(participant=who, section__in=again)
    return bool(again) and not answered.exists()
