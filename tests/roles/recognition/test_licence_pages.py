"""A licence is suspended, and renewed, by the buttons of its pages."""

import pytest
from django.urls import reverse

from scp_centre.roles.recognition.forms import SUSPEND
from scp_centre.roles.recognition.models import Application, Licence, LicenceState

pytestmark = pytest.mark.django_db


def test_a_licence_is_renewed_and_suspended_by_its_pages(signed_in):
    licence = Licence.objects.get(number="VGL-2026-0001")
    answer = signed_in("company").post(reverse("renew_licence", args=[licence.pk]))
    assert answer.status_code == 302
    assert Application.objects.filter(renews=licence).count() == 1
    sent = {"act": SUSPEND, "reason": "The yearly check is overdue."}
    answer = signed_in("label").post(reverse("keep_licence", args=[licence.pk]), sent)
    licence.refresh_from_db()
    assert answer.status_code == 302 and licence.state == LicenceState.SUSPENDED
