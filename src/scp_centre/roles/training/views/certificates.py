"""Certificates: issued by the trainer, taken home by participants, taken back."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from scp_centre.centre.documents.certificate import Certificate, write_certificate
from scp_centre.centre.installation.addresses import can_be_reached, public_address
from scp_centre.centre.query_string import read_text
from scp_centre.centre.registry.models import Centre
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.signing.models import Credential
from scp_centre.centre.translation import Speaker
from scp_centre.methods.credentials.structure import moment_of
from scp_centre.methods.messages import Message, _
from scp_centre.roles.training.access import in_the_room
from scp_centre.roles.training.actions import certificates
from scp_centre.roles.training.attendance import planned_minutes
from scp_centre.roles.training.models import Participant, Workshop
from scp_centre.roles.training.views.files import speaker_of
from scp_centre.roles.training.views.room_page import led_workshop


@require_POST
def certify(request: SignedInRequest, pk: int) -> HttpResponse:
    """Issue the certificates of a workshop."""
    workshop = led_workshop(request, pk)
    made = certificates.certify(workshop, acting_user=request.user)
    messages.success(request, _("Certificates issued: {len}.", len=len(made)))
    return redirect("workshop", pk=pk)


@require_POST
def take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take somebody's certificate back."""
    require(request.user, "certify")
    who = get_object_or_404(Participant, pk=pk)
    certificates.take_back(who, read_text(request.POST, "reason"), acting_user=request.user)
    return redirect("participant", pk=pk)


@require_POST
def renew(request: SignedInRequest, pk: int) -> HttpResponse:
    """Renew somebody's certificate that expires."""
    require(request.user, "certify")
    who = get_object_or_404(Participant, pk=pk)
    certificates.renew_validity(who, acting_user=request.user)
    messages.success(request, _("Certificate renewed."))
    return redirect("participant", pk=pk)


@require_safe
def certificate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand somebody's certificate out to the trainer, to print."""
    require(request.user, "see_workshops")
    return _pdf(request, get_object_or_404(Participant.objects.select_related("workshop"), pk=pk))


@in_the_room
@require_safe
def own_certificate(request: HttpRequest, who: Participant) -> HttpResponse:
    """Hand a participant their certificate."""
    return _pdf(request, who)


def checked_at(signed: Credential) -> str:
    """Return the address at which anybody can check a certificate; "" while there is none."""
    base = public_address()
    page = reverse("verify_credential", args=[signed.pk])
    return base + page if can_be_reached(base) else ""


def how_to_check(signed: Credential, address: str, say: Speaker) -> str:
    """Return what a certificate says of its verification."""
    if address:
        return say(_("Scan to check who issued this certificate and whether it is valid:"))
    return say(
        _(
            "This centre has no public address yet. Ask the centre to confirm certificate "
            "{number}.",
            number=signed.pk,
        )
    )


def _pdf(request: HttpRequest, who: Participant) -> HttpResponse:
    signed, workshop = certificates.certificate_of(who), who.workshop
    if signed is None:
        raise Http404
    return certificate_pdf(
        request,
        signed,
        language=workshop.module.language,
        organisation=who.organisation,
        criteria=_took_part(who, workshop),
        day=workshop.starts.date(),
        place=workshop.place,
        signatory=str(workshop.trainer),
        sample=workshop.is_sample,
    )


def _took_part(who: Participant, workshop: Workshop) -> Message:
    planned = planned_minutes(workshop.module.sections.all())
    if workshop.minutes_held is None or who.minutes is None:
        return _(
            "Took part in the workshop “{title}”, planned for {planned} min. Attendance was not "
            "measured.",
            title=workshop.title,
            planned=planned,
        )
    return _(
        "Attended {minutes} of the {held} min that the workshop “{title}” lasted (planned: "
        "{planned} min).",
        title=workshop.title,
        minutes=who.minutes,
        held=workshop.minutes_held,
        planned=planned,
    )


def _when(signed: Credential, held: str, say: Speaker) -> str:
    """Return when and where something was held, and until when its certificate is valid."""
    until = moment_of(signed.content.get("validUntil"))
    if until is None:
        return held
    # The moment is the midnight after the last day.
    last = timezone.localdate(until - timedelta(seconds=1))
    return say(_("{held}. Valid until {day}.", held=held, day=last))


def certificate_pdf(
    request: HttpRequest,
    signed: Credential,
    *,
    language: str,
    organisation: str,
    criteria: Message,
    day: date,
    place: str,
    signatory: str,
    sample: bool,
) -> HttpResponse:
    """Return a certificate as PDF. criteria : what its holder did"""
    say = speaker_of(language)
    centre = Centre.objects.first()
    address = checked_at(signed)
    fictional = say(_("Fictional workshop of the sample centre.")) if sample else ""
    content = Certificate(
        language=say.language,
        centre=centre.name if centre else "scp-centre",
        heading=say(_("Certificate of attendance")),
        holder=signed.holder,
        organisation=organisation,
        title=signed.title,
        criteria=say(criteria),
        date=_when(signed, say.date(day) + (f", {place}" if place else ""), say),
        signatory=signatory,
        verify=how_to_check(signed, address, say),
        address=address,
        note=fictional,
    )
    answer = HttpResponse(write_certificate(content), content_type="application/pdf")
    name = slugify(f"certificate {signed.holder}")
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer
