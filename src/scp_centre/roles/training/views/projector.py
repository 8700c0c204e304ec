"""The projector: what the room works on, for the trainer and for a screen let in by a code."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from scp_centre.centre.documents.markdown import as_html
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.methods.messages import _
from scp_centre.roles.training import queries
from scp_centre.roles.training.access import (
    SCREEN_CODE,
    count_wrong_code,
    is_screen_of,
    remember_screen,
    require_few_guesses,
    screen_key,
)
from scp_centre.roles.training.actions.projection import let_screen_in, workshop_of_screen_code
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.forms import ScreenForm
from scp_centre.roles.training.models import QuizAnswer, Workshop
from scp_centre.roles.training.views.console import room_context
from scp_centre.roles.training.views.room_page import (
    address_of,
    join_address,
    led_workshop,
    qr,
    reachable,
    stream_to,
)

# As the house's own, but a page of this centre may show it: the console, in small.
FRAMED_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "font-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'; "
    "connect-src 'self'"
)


@require_safe
@xframe_options_sameorigin
def projector(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the room what it works on."""
    workshop = led_workshop(request, pk, "run_workshop")
    answer = _projected(request, workshop, reverse("workshop_stream", args=[pk]))
    answer["Content-Security-Policy"] = FRAMED_POLICY
    return answer


def _projected(request: HttpRequest, workshop: Workshop, stream: str) -> HttpResponse:
    address = join_address(request, workshop)
    context = room_context(workshop) | {
        "qr": qr(address),
        "typed": address_of(request, reverse("join")),
        "reachable": reachable(request),
        "stream": stream,
    }
    if activity := queries.activity_of(workshop):
        context |= queries.work_of(activity)
        context["task_html"] = as_html(activity.task)
    if context["presenting"]:
        context["chart"] = queries.chart_of(context["presenting"])
        context["photos"] = context["presenting"].photos.filter(hidden=False)
    group = context["presenting"]
    context["agreed_here"] = [a for a in context["agreed"] if group and a.group_id == group.pk]
    turns = context["turns"]
    context["all_reported"] = bool(turns) and all(g.reported for g in turns)
    context["asked"], context["waiting"] = queries.question_shown(workshop)
    context["answered"] = queries.evaluation_of(workshop)[-1]
    answers = QuizAnswer.objects.filter(section=context["section"], participant__workshop=workshop)
    context["quizzed"] = answers.values("participant").distinct().count()
    return render(request, "training/projector.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter_screen(request: HttpRequest) -> HttpResponse:
    """Ask a projector without an account for the code that the console gives."""
    form = ScreenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _let_in(request, form)
    status = 422 if request.method == "POST" else 200
    return render(request, "training/enter_screen.html", {"form": form}, status=status)


def _let_in(request: HttpRequest, form: ScreenForm) -> HttpResponse:
    status = 429
    try:
        require_few_guesses(request, SCREEN_CODE)
        status = 422
        workshop = workshop_of_screen_code(form.cleaned_data["code"])
        if workshop is not None:
            key = let_screen_in(workshop, screen_key(request, workshop))
            answer = redirect("screen", pk=workshop.pk)
            remember_screen(answer, request, workshop, key)
            return answer
        count_wrong_code(request, SCREEN_CODE)
        form.add_error(
            "code", _("This code does not belong to a projector. Ask the trainer for a new code.")
        )
    except TrainingError as error:
        form.add_error("code", error.in_full)
    return render(request, "training/enter_screen.html", {"form": form}, status=status)


@login_not_required
@require_safe
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the projector on a screen that was let in by a code."""
    workshop = get_object_or_404(
        Workshop.objects.select_related("module", "trainer", "asked"), pk=pk
    )
    if not is_screen_of(request, workshop):
        return redirect("enter_screen")
    return _projected(request, workshop, reverse("screen_stream", args=[pk]))


@login_not_required
@require_safe
def screen_stream(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Keep a line to such a screen; it hears that something changed, and fetches its page."""
    workshop = get_object_or_404(Workshop, pk=pk)
    if not is_screen_of(request, workshop):
        raise Http404
    return stream_to(request, workshop, None, True, holder=f"screens of {pk}", bare=True)
