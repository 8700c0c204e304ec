"""What tests of the clearinghouse share: an editor, and items written in a line."""

import pytest

from scp_centre.centre.registry.models import Centre, Membership, Person, Role
from scp_centre.roles.clearinghouse.actions.items import publish, write_item


@pytest.fixture
def editor(db):
    """An information officer of an empty centre."""
    Centre.objects.get_or_create(
        pk=1, defaults={"name": "Centre of Testland", "country": "Kenya", "currency": "EUR"}
    )
    person = Person.objects.create_user("editor@centre.example", "a quiet river 41", name="Edda")
    Membership.objects.create(person=person, role=Role.INFORMATION)
    return person


def written(editor, title, summary="", *, public=True, language="en", others=None, **values):
    """Return an item, published unless told."""
    said = {language: {"title": title, "summary": summary}, **(others or {})}
    item = write_item(
        {"type": "technology", "language": language} | values, said, acting_user=editor
    )
    if public:
        publish([item], acting_user=editor)
    return item
