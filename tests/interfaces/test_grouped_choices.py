"""A choice in groups is offered group by group, each word in the language of the page."""

from django import forms
from django.template import Context, Template

from scp_centre.centre.field_errors import HouseForm
from scp_centre.methods.messages import _


class Rows(HouseForm):
    row = forms.ChoiceField(choices=[("", _("All")), ("Glass", [("a", "Bottle"), ("b", _("yes"))])])


def test_groups_stay_groups():
    shown = Template("{% form_fields form %}").render(Context({"form": Rows()}))
    assert '<optgroup label="Glass">' in shown
    assert (
        '<option value="a">Bottle</option>' in shown and '<option value="b">Yes</option>' in shown
    )
