"""Who was in the room and for how long: check people in, correct what was measured."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from scp_centre.centre.query_string import read_word
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.methods.messages import _, n_
from scp_centre.roles.training.actions import attendance as acts
from scp_centre.roles.training.attendance import attendance_of
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.forms import AttendanceForm
from scp_centre.roles.training.models import Participant, Workshop
from scp_centre.roles.training.views.room_page import led_workshop, sent_number


@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show sections and people with their minutes, and take check-ins and corrections."""
    workshop = led_workshop(request, pk)
    found = attendance_of(workshop)
    act = read_word(request.POST, "act")
    form = AttendanceForm(
        request.POST if act == "correct" else None,
        people=[one.who for one in found.people],
        sections=[one.section for one in found.sections],
    )
    if request.method == "POST":
        require(request.user, "run_workshop")
        if act != "correct":
            _check_in(request, workshop, act)
            return redirect("attendance", pk=pk)
        if form.is_valid() and _correct(request, workshop, form):
            messages.success(request, _("Attendance corrected."))
            return redirect("attendance", pk=pk)
    context = {
        "workshop": workshop,
        "found": found,
        "measured": not workshop.ended or workshop.minutes_held is not None,
        "here": sum(one.who.checked_in is not None for one in found.people),
        "corrections": workshop.corrections.select_related(
            "section", "participant", "corrected_by"
        ),
        "form": form,
        "may_run": allowed(request.user, "run_workshop"),
        "doors_open": acts.doors_are_open(workshop),
    }
    status = 422 if form.is_bound else 200
    return render(request, "training/attendance.html", context, status=status)


def _check_in(request: SignedInRequest, workshop: Workshop, act: str) -> None:
    if act == "check in":
        who = get_object_or_404(Participant, workshop=workshop, pk=sent_number(request, "who"))
        acts.check_in(who, acting_user=request.user)
    elif act == "check in all":
        count = acts.check_in_all(workshop, acting_user=request.user)
        messages.success(
            request, n_("{count} person checked in.", "{count} people checked in.", count)
        )
    else:
        raise Http404


def _correct(request: SignedInRequest, workshop: Workshop, form: AttendanceForm) -> bool:
    """Correct what the form says; return False, with the error in the form, where it is refused."""
    given = form.cleaned_data
    who = workshop.participants.filter(pk=given["who"]).first() if given["who"] else None
    try:
        acts.correct_sections(
            workshop,
            [s for s in workshop.module.sections.all() if given["section"] in ("", str(s.pk))],
            who,
            given["minutes"],
            given["reason"],
            acting_user=request.user,
        )
    except TrainingError as error:
        form.add_error(error.where if error.where in form.fields else None, error.in_full)
        return False
    return True
