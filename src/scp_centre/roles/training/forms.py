"""What trainers and participants fill in."""

from typing import Any

from django import forms

from scp_centre.centre.entry_fields import DayField, MomentField, NumberField, WholeNumberField
from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.registry.models import Organisation, Sector
from scp_centre.centre.row_fields import RowField, RowsField
from scp_centre.centre.stale_forms import ShownForm
from scp_centre.centre.translation import LANGUAGES
from scp_centre.methods.messages import _
from scp_centre.roles.training.models import Carried, Door, Experience, Gender, Module
from scp_centre.roles.training.room_limits import LONGEST_NOTE, ROLES_OF_CENTRE

ANY = [("", _("Choose, or leave empty"))]
NO_MODULE = _("No module is ready yet. Write one first, and mark it as ready.")


class CodeForm(HouseForm):
    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        help_text=_("Six letters and digits, shown on the projector."),
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        """Return the code as it was made: capitals, without blanks and dashes."""
        code: str = self.cleaned_data["code"]
        return "".join(letter for letter in code.upper() if letter.isalnum())


class JoinForm(HouseForm):
    name = forms.CharField(
        label=_("Your name"), max_length=100, widget=forms.TextInput({"autocomplete": "name"})
    )
    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=150,
        required=False,
        help_text=_("This helps to form mixed groups."),
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    sector = forms.ChoiceField(label=_("Sector"), required=False, choices=[*ANY, *Sector.choices])
    experience = forms.ChoiceField(
        label=_("Experience in this field"), required=False, choices=[*ANY, *Experience.choices]
    )

    def clean_name(self) -> str:
        """Return the name with single blanks."""
        return " ".join(self.cleaned_data["name"].split())

    def clean_organisation(self) -> str:
        """Return the organisation with single blanks."""
        return " ".join(self.cleaned_data["organisation"].split())


class MoreForm(ShownForm):
    """What a participant may add once they are in."""

    language = forms.ChoiceField(
        label=_("Language you work in best"),
        required=False,
        choices=[*ANY, *LANGUAGES.items(), ("other", _("another"))],
    )
    gender = forms.ChoiceField(
        label=_("Gender"),
        required=False,
        choices=[*ANY, *Gender.choices],
        help_text=_("Only for the figures of the report, never with your name."),
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("For the follow-up after three months.")
    )
    shares_contact = forms.BooleanField(
        label=_("Other participants of this workshop may see my e-mail address"), required=False
    )


class TypeInForm(JoinForm):
    """Somebody without a phone, typed in by the trainer."""

    name = forms.CharField(label=_("Name"), max_length=100)
    language = MoreForm.base_fields["language"]


class CorrectForm(ShownForm, TypeInForm):
    """The entry of somebody, corrected by the trainer."""


class ModuleField(RowField):
    """A module by its title and language."""

    def label_from_instance(self, obj: Module) -> str:
        """Return what stands in the list."""
        return f"{obj.title} ({LANGUAGES.get(obj.language, obj.language)}, {obj.version})"


class PlanForm(HouseForm):
    module = ModuleField(label=_("Module"), queryset=Module.objects.none(), empty_label=None)
    title = forms.CharField(
        label=_("Title"), max_length=200, required=False, help_text=_("As in the invitation.")
    )
    starts = MomentField(
        label=_("Start"),
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    region = forms.CharField(label=_("Region"), max_length=100, required=False)
    rooms = forms.CharField(
        label=_("Rooms or tables of the groups"),
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("One per line, in the order of the groups."),
    )
    dots = WholeNumberField(label=_("Dots each person can give"), min_value=1, max_value=20)
    report_minutes = WholeNumberField(
        label=_("Minutes a group to report back"), min_value=1, max_value=60
    )


class CourseForm(HouseForm):
    nouns = {
        "opens": _("Opening day"),
        "door": _("Rule for who may enrol"),
    }

    module = ModuleField(label=_("Module"), queryset=Module.objects.none(), empty_label=None)
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    door = forms.ChoiceField(
        label=_("Who may enrol"), choices=Door.choices, widget=forms.RadioSelect, initial=Door.OPEN
    )
    companies = RowsField(
        label=_("Companies"),
        queryset=Organisation.objects.all(),
        required=False,
        help_text=_("Needed only if people from selected companies may enrol."),
    )
    opens = DayField(label=_("Opens"))
    deadline = DayField(
        label=_("Deadline"),
        required=False,
    )
    pass_percent = NumberField(
        label=_("Pass mark in the last quiz, %"), unit="%", min_value=0, max_value=100
    )


class ActionForm(HouseForm):
    nouns = {
        "what": _("Action"),
        "who": _("Person responsible"),
    }

    what = forms.CharField(label=_("What"), max_length=300)
    who = forms.CharField(
        label=_("Who"), max_length=150, help_text=_("The name of one person in this room.")
    )
    due = DayField(label=_("By when"), required=False)
    with_whom = forms.CharField(label=_("With whom"), max_length=200, required=False)
    role = forms.TypedChoiceField(
        label=_("Role of the centre"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[*ANY, *ROLES_OF_CENTRE.items()],
    )


class FollowForm(HouseForm):
    nouns = {
        "carried": _("Progress of the action"),
    }

    carried = forms.ChoiceField(label=_("Progress"), choices=Carried.choices)
    remark = forms.CharField(label=_("Remark"), max_length=500, required=False)


class ModuleTextForm(ShownForm):
    text = forms.CharField(
        label=_("Text of the module"),
        strip=False,
        max_length=400_000,
        widget=forms.Textarea({"rows": 30, "spellcheck": "true"}),
    )


class DeckForm(HouseForm):
    file = forms.FileField(label=_("Slides (PPTX)"), widget=forms.FileInput({"accept": ".pptx"}))
    key = forms.SlugField(
        label=_("Short name of the module"),
        max_length=60,
        help_text=_("Lower-case letters and hyphens; the same for all its languages."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=list(LANGUAGES.items()))


class NoteForm(HouseForm):
    """A note of the flip chart, sent without a script."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    note = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=[(k, k) for k in ("write", "withdraw", "take")])
    sheet = WholeNumberField(required=False)
    text = forms.CharField(required=False, max_length=2 * LONGEST_NOTE)
    role = WholeNumberField(required=False)
    base = WholeNumberField(required=False, min_value=0)


def answers_of(questions: list[dict[str, Any]], given: Any) -> list[Any]:
    """Return the answers to an evaluation as they were sent: ratings from 1 to 5, texts."""
    answers: list[Any] = []
    for i, question in enumerate(questions):
        value = given.get(f"answer-{i}", "")
        if question["kind"] == "rating":
            answers.append(int(value) if value in ("1", "2", "3", "4", "5") else None)
        else:
            answers.append(value.replace("\0", "").strip()[:2000])
    return answers
