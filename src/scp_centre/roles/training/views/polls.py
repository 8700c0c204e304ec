"""What the trainer asks the room: the page on the phones, and what the console does with it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from scp_centre.centre.query_string import read_whole_number, read_word
from scp_centre.roles.training.access import in_the_room
from scp_centre.roles.training.actions import polls as acts
from scp_centre.roles.training.models import Participant, Poll, PollKind, Question, Workshop
from scp_centre.roles.training.poll_results import result_of
from scp_centre.roles.training.room_limits import LONGEST_WORD, MOST_WORDS
from scp_centre.roles.training.views.room import room_page
from scp_centre.roles.training.views.room_page import sent_number


def poll_of(workshop: Workshop, pk: int) -> Poll:
    """Return something that a workshop asks, or answer 404."""
    return get_object_or_404(Poll, workshop=workshop, pk=pk)


@in_the_room
@require_http_methods(["GET", "HEAD", "POST"])
def poll(request: HttpRequest, who: Participant, poll: int) -> HttpResponse:
    """Let somebody answer what the room is asked, and see the result."""
    found = poll_of(who.workshop, poll)
    if request.method == "POST":
        words = [read_word(request.POST, f"word-{place}") for place in range(MOST_WORDS)]
        choice = read_whole_number(request.POST, "choice")
        acts.answer_poll(who, found, choice=choice, words=words)
        return redirect("room_poll", pk=who.workshop_id, poll=poll)
    own = found.answers.filter(participant=who).first()
    words = [*(own.words if own else []), *[""] * MOST_WORDS][:MOST_WORDS]
    context = room_page(who, "poll") | {
        "poll": found,
        "result": result_of(found, who.workshop, who),
        "own": own,
        "words": words,
        "longest_word": LONGEST_WORD,
        "is_open": found.is_open and not who.workshop.ended,
        "kinds": PollKind,
    }
    return render(request, "training/poll.html", context)


@in_the_room
@require_POST
def vote(request: HttpRequest, who: Participant, poll: int) -> HttpResponse:
    """Let somebody say that a question of another is theirs, too."""
    found = poll_of(who.workshop, poll)
    question = get_object_or_404(Question, poll=found, pk=sent_number(request, "question"))
    acts.vote_for_question(who, question, bool(sent_number(request, "wanted")))
    return redirect("room_poll", pk=who.workshop_id, poll=poll)
