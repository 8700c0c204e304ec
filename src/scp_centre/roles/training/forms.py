"""What trainers and participants fill in."""

from typing import Any

from django import forms
from django.db.models import TextChoices

from scp_centre.centre.entry_fields import DayField, MomentField, NumberField, WholeNumberField
from scp_centre.centre.registry.models import Organisation, Sector
from scp_centre.centre.row_fields import RowField, RowsField
from scp_centre.centre.stale_forms import ShownForm
from scp_centre.centre.translation import LANGUAGES
from scp_centre.roles.training.models import Carried, Door, Experience, Gender, Module
from scp_centre.roles.training.room_limits import LONGEST_NOTE, ROLES_OF_CENTRE

ANY = [("", "Choose, or leave out")]


def worded(choices: type[TextChoices]) -> list[tuple[str, str]]:
    """Return choices with the words that pages show for them, which are their values."""
    return [(value, value) for value in choices.values]


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Code",
        max_length=12,
        help_text="Six letters and figures; they stand on the projector.",
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        """Return the code as it was made: capitals, without blanks and dashes."""
        code: str = self.cleaned_data["code"]
        return "".join(letter for letter in code.upper() if letter.isalnum())


class JoinForm(forms.Form):
    name = forms.CharField(
        label="Your name", max_length=100, widget=forms.TextInput({"autocomplete": "name"})
    )
    organisation = forms.CharField(
        label="Organisation",
        max_length=150,
        required=False,
        help_text="Groups are mixed by it.",
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    sector = forms.ChoiceField(label="Sector", required=False, choices=[*ANY, *worded(Sector)])
    experience = forms.ChoiceField(
        label="Experience in this field", required=False, choices=[*ANY, *worded(Experience)]
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
        label="Language you work in best",
        required=False,
        choices=[*ANY, *LANGUAGES.items(), ("other", "another")],
    )
    gender = forms.ChoiceField(
        label="Gender",
        required=False,
        choices=[*ANY, *worded(Gender)],
        help_text="Only for the figures of the report, never with your name.",
    )
    email = forms.EmailField(
        label="E-mail", required=False, help_text="For the follow-up after three months."
    )
    shares_contact = forms.BooleanField(
        label="Others of this workshop may see my e-mail address", required=False
    )


class TypeInForm(JoinForm):
    """Somebody without a phone, typed in by the trainer."""

    name = forms.CharField(label="Name", max_length=100)
    language = MoreForm.base_fields["language"]


class CorrectForm(ShownForm, TypeInForm):
    """The entry of somebody, corrected by the trainer."""


class ModuleField(RowField):
    """A module by its title and language."""

    def label_from_instance(self, obj: Module) -> str:
        """Return what stands in the list."""
        return f"{obj.title} ({LANGUAGES.get(obj.language, obj.language)}, {obj.version})"


class PlanForm(forms.Form):
    module = ModuleField(label="Module", queryset=Module.objects.none(), empty_label=None)
    title = forms.CharField(
        label="Title", max_length=200, required=False, help_text="As on the invitation."
    )
    starts = MomentField(
        label="Start",
    )
    place = forms.CharField(label="Place", max_length=200, required=False)
    region = forms.CharField(label="Region", max_length=100, required=False)
    rooms = forms.CharField(
        label="Rooms or tables of the groups",
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text="One a line, in the order of the groups.",
    )
    dots = WholeNumberField(label="Dots each person can give", min_value=1, max_value=20)
    report_minutes = WholeNumberField(
        label="Minutes a group to report back", min_value=1, max_value=60
    )


class CourseForm(forms.Form):
    module = ModuleField(label="Module", queryset=Module.objects.none(), empty_label=None)
    title = forms.CharField(label="Title", max_length=200, required=False)
    door = forms.ChoiceField(
        label="Who may enrol", choices=worded(Door), widget=forms.RadioSelect, initial=Door.OPEN
    )
    companies = RowsField(
        label="Companies",
        queryset=Organisation.objects.all(),
        required=False,
        help_text="Only where people of chosen companies may enrol.",
    )
    opens = DayField(label="Opens")
    deadline = DayField(
        label="Deadline",
        required=False,
    )
    pass_percent = NumberField(
        label="To pass, % of the last quiz", unit="%", min_value=0, max_value=100
    )


class ActionForm(forms.Form):
    what = forms.CharField(label="What", max_length=300)
    who = forms.CharField(label="Who", max_length=150, help_text="One name, of this room.")
    due = DayField(label="By when", required=False)
    with_whom = forms.CharField(label="With whom", max_length=200, required=False)
    role = forms.TypedChoiceField(
        label="Role of the centre",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[*ANY, *ROLES_OF_CENTRE.items()],
    )


class FollowForm(forms.Form):
    carried = forms.ChoiceField(label="How far it is", choices=worded(Carried))
    remark = forms.CharField(label="Remark", max_length=500, required=False)


class ModuleTextForm(ShownForm):
    text = forms.CharField(
        label="Text of the module",
        strip=False,
        max_length=400_000,
        widget=forms.Textarea({"rows": 30, "spellcheck": "true"}),
    )


class DeckForm(forms.Form):
    file = forms.FileField(label="Slides (PPTX)", widget=forms.FileInput({"accept": ".pptx"}))
    key = forms.SlugField(
        label="Short name of the module",
        max_length=60,
        help_text="Small letters and dashes; the same for all its languages.",
    )
    language = forms.ChoiceField(label="Language", choices=list(LANGUAGES.items()))


class NoteForm(forms.Form):
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
