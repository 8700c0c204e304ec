"""The trainers' pool: who may train what, observed by whom, next workshop."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _
from scp_centre.roles.training.actions.pool import observe_trainer
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.forms import ObservationForm
from scp_centre.roles.training.pool import module_titles, observers, trainers, trainers_pool


@require_http_methods(["GET", "HEAD", "POST"])
def pool(request: SignedInRequest) -> HttpResponse:
    """Show the trainers of the centre, and record what was observed of one."""
    require(request.user, "see_workshops")
    language = current_speaker().language
    modules, others = module_titles(language), trainers().exclude(pk=request.user.pk)
    form = ObservationForm(
        request.POST or None,
        modules=modules,
        trainers=others,
        observers=observers(),
        initial={"observed_by": request.user.pk},
    )
    if request.method == "POST":
        require(request.user, "keep_trainers")
        if form.is_valid() and _observe(request, form):
            messages.success(request, _("Observation recorded."))
            return redirect("trainers_pool")
    context = {
        "pool": trainers_pool(language),
        "form": form,
        "may_keep": allowed(request.user, "keep_trainers"),
        "can_record": bool(modules) and others.exists(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "training/trainers_pool.html", context, status=status)


def _observe(request: SignedInRequest, form: ObservationForm) -> bool:
    """Record what the form says; return False, with the error in the form, where it is refused."""
    given = form.cleaned_data
    try:
        observe_trainer(
            given["trainer"],
            given["module"],
            given["readiness"],
            given["observed_by"],
            given["observed"],
            given["remark"],
            acting_user=request.user,
        )
    except TrainingError as error:
        form.add_error(error.where if error.where in form.fields else None, error.in_full)
        return False
    return True
