"""What was removed between the page's look and the act: told in words, with 404, never 500."""

import pytest
from django.db import DatabaseError, transaction
from django.test import RequestFactory
from django.urls import reverse

from scp_centre.centre.errors import GoneError
from scp_centre.centre.registry.models import Organisation
from scp_centre.centre.rows import save_row
from scp_centre.interfaces.web.middleware import WordsForErrors
from scp_centre.roles.clearinghouse.actions import items as actions
from scp_centre.roles.clearinghouse.models import Item

pytestmark = pytest.mark.django_db


def test_a_row_that_goes_while_it_is_changed_is_said(signed_in, monkeypatch):
    def retire(*args, **more):
        raise Item.DoesNotExist  # as the act's own look at a row that has gone

    client = signed_in("information")
    item = Item.objects.filter(standing="published").first()
    monkeypatch.setattr(actions, "retire", retire)
    answer = client.post(reverse("retire_item", args=[item.pk]), {"reason": "It was wrong."})
    assert answer.status_code == 404
    assert "removed this entry in the meantime" in answer.content.decode()


def test_only_what_was_sent_is_told_so():
    """A page that looks for what is not there has a fault of ours: it is noted as one."""
    words = WordsForErrors(lambda request: None)
    request = RequestFactory().get("/")
    assert words.process_exception(request, Organisation.DoesNotExist()) is None
    api = words.process_exception(RequestFactory().post("/api/v1/x"), Organisation.DoesNotExist())
    assert api.status_code == 404 and api["Content-Type"] == "application/problem+json"


def test_what_was_removed_is_not_made_anew(signed_in, sample_centre):
    """One retires an item that another has deleted since: the item stays deleted."""
    item = Item.objects.filter(standing="published").first()
    Item.objects.get(pk=item.pk).delete()
    with pytest.raises(GoneError, match="removed this"):
        actions.retire(item, "It was wrong.", acting_user=sample_centre["information"])
    assert not Item.objects.filter(pk=item.pk).exists()


def test_a_row_is_saved_new_and_changed():
    row = Organisation(name="Harbour Mills", country="Verdania")
    save_row(row)
    row.name = "Harbour Mill"
    save_row(row)
    assert Organisation.objects.get(pk=row.pk).name == "Harbour Mill"
    Organisation.objects.filter(pk=row.pk).delete()
    with pytest.raises(GoneError), transaction.atomic():
        save_row(row)
    with pytest.raises(DatabaseError) as raised, transaction.atomic():
        row.save(update_fields=["name"])
    words = WordsForErrors(lambda request: None)
    answer = words.process_exception(RequestFactory().post("/api/v1/x"), raised.value)
    assert answer.status_code == 404
    broken = DatabaseError("the disk is full")
    assert words.process_exception(RequestFactory().post("/api/v1/x"), broken) is None
