"""What trainers and participants fill in."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from scp_centre.centre.entry_fields import DayField, MomentField, NumberField, WholeNumberField
from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.registry.models import Organisation, Person, Sector
from scp_centre.centre.row_fields import RowField, RowsField
from scp_centre.centre.stale_forms import ShownForm
from scp_centre.centre.translation import LANGUAGES
from scp_centre.centre.translation.sorting import in_name_order
from scp_centre.methods.messages import _
from scp_centre.roles.training.models import (
    Carried,
    Door,
    Experience,
    Gender,
    Module,
    PollKind,
    Readiness,
)
from scp_centre.roles.training.room_limits import LONGEST_NOTE, ROLES_OF_CENTRE

ANY = [("", _("Choose, or leave empty"))]
NO_MODULE = _("No modules are ready yet. Write a module first, and mark it as ready.")


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


class ScreenForm(CodeForm):
    code = forms.CharField(
        label=_("Projector code"),
        max_length=16,
        help_text=_("Eight letters and digits. The trainer reads them out from the console."),
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class JoinForm(HouseForm):
    name = forms.CharField(
        label=_("Your name"), max_length=100, widget=forms.TextInput({"autocomplete": "name"})
    )
    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=150,
        required=False,
        help_text=_("This information helps to form mixed groups."),
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    sector = forms.ChoiceField(label=_("Sector"), required=False, choices=[*ANY, *Sector.choices])
    experience = forms.ChoiceField(
        label=_("Experience in this field"), required=False, choices=[*ANY, *Experience.choices]
    )

    def ask_whether_that_is(self, name: str) -> None:
        """Ask somebody whose name reads like one on the list whether that is them."""
        self.fields["meant"] = forms.ChoiceField(
            label=_("Your entry on the list"),
            help_text=_("{name} is already on the list. Is that you?", name=name),
            choices=[("me", _("Yes, that is me")), ("other", _("No, I am somebody else"))],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose one of the two answers.")},
        )
        self.order_fields(["name", "meant"])

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
        help_text=_("Used only for the figures in the report, never with your name."),
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Used for the follow-up after three months.")
    )
    shares_contact = forms.BooleanField(
        label=_("Other participants of this workshop may see my e-mail address"), required=False
    )


class TypeInForm(JoinForm):
    """Somebody without a phone, typed in by the trainer."""

    name = forms.CharField(label=_("Name"), max_length=100)
    language = MoreForm.base_fields["language"]


def reason_field() -> forms.CharField:
    """Return the field for why something is corrected after the end."""
    return forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Saved with your name in the log. Leave out personal details."),
    )


class CorrectForm(ShownForm, TypeInForm):
    """The entry of somebody, corrected by the trainer. over : the workshop has ended"""

    def __init__(self, *args: Any, over: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        if over:
            self.fields["reason"] = reason_field()


class ForgottenForm(TypeInForm):
    """Somebody who was there and was not on the list, added after the end."""

    whole = forms.BooleanField(
        label=_("The person attended the whole workshop"),
        required=False,
        help_text=_("Otherwise enter the minutes on the Attendance page."),
    )
    reason = reason_field()


class CombineForm(HouseForm):
    """Another entry of the same person."""

    duplicate = forms.ChoiceField(
        label=_("Second entry for this person"),
        help_text=_(
            "The second entry is removed. Its notes, answers and attendance move to this entry."
        ),
    )

    def __init__(
        self, *args: Any, others: Iterable[Any] = (), over: bool = False, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        rows = [(str(o.pk), f"{o.name}, {o.organisation}".strip(", ")) for o in others]
        self.fields["duplicate"].choices = [("", _("Choose")), *rows]  # type: ignore[attr-defined]
        if over:
            self.fields["reason"] = reason_field()


class ModuleField(RowField):
    """A module by its title and language."""

    def label_from_instance(self, obj: Module) -> str:
        """Return what stands in the list."""
        return f"{obj.title} ({LANGUAGES.get(obj.language, obj.language)}, {obj.version})"


class PlanForm(HouseForm):
    module = ModuleField(label=_("Module"), queryset=Module.objects.none(), empty_label=None)
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        required=False,
        help_text=_("Title as it appears in the invitation."),
    )
    starts = MomentField(
        label=_("Start"),
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    region = forms.CharField(label=_("Region"), max_length=100, required=False)
    rooms = forms.CharField(
        label=_("Rooms or tables for the groups"),
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("Enter one room or table per line, in the order of the groups."),
    )
    dots = WholeNumberField(label=_("Dots each person can give"), min_value=1, max_value=20)
    report_minutes = WholeNumberField(
        label=_("Minutes for each group to report back"), min_value=1, max_value=60
    )


class CourseForm(HouseForm):
    nouns = {
        "opens": _("Opening day"),
        "door": _("Enrolment rule"),
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
        help_text=_("Required only if enrolment is limited to people from selected companies."),
    )
    opens = DayField(label=_("Opens"))
    deadline = DayField(
        label=_("Deadline"),
        required=False,
    )
    pass_percent = NumberField(
        label=_("Pass mark for the last quiz, %"), unit="%", min_value=0, max_value=100
    )


class ActionForm(HouseForm):
    nouns = {
        "what": _("Action"),
        "who": _("Person responsible"),
    }

    what = forms.CharField(label=_("Item"), max_length=300)
    who = forms.CharField(
        label=_("Who"), max_length=150, help_text=_("The name of one person in this room.")
    )
    due = DayField(label=_("Deadline"), required=False)
    with_whom = forms.CharField(label=_("With whom"), max_length=200, required=False)
    role = forms.TypedChoiceField(
        label=_("Role of the centre"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[*ANY, *ROLES_OF_CENTRE.items()],
    )


class AttendanceForm(HouseForm):
    """Minutes that the trainer states instead of those measured."""

    nouns = {"who": _("Person or section"), "minutes": _("Minutes")}

    who = forms.ChoiceField(
        label=_("Person or section to which the minutes apply"),
        required=False,
        choices=[("", _("Length of the section for all participants"))],
    )
    section = forms.ChoiceField(
        label=_("Section"), required=False, choices=[("", _("All sections"))]
    )
    minutes = WholeNumberField(
        label=_("Minutes"),
        min_value=0,
        max_value=1440,
        required=False,
        help_text=_("Leave empty for a person who attended the whole section."),
    )
    reason = reason_field()

    def __init__(
        self, *args: Any, people: Sequence[Any] = (), sections: Sequence[Any] = (), **more: Any
    ) -> None:
        super().__init__(*args, **more)
        for name, rows in (("who", people), ("section", sections)):
            field = self.fields[name]
            field.choices = [*field.choices, *((str(r.pk), str(r)) for r in rows)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the section and its minutes where they are for everybody."""
        values: dict[str, Any] = super().clean() or {}
        if not values.get("who"):
            if not values.get("section"):
                self.add_error("section", _("Choose the section that was longer or shorter."))
            if values.get("minutes") is None and "minutes" not in self.errors:
                self.add_error("minutes", _("Enter how many minutes the section lasted."))
        return values


class InviteForm(HouseForm):
    addresses = forms.CharField(
        label=_("E-mail addresses"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_(
            "Enter one address per line, or paste a list. Each person gets an e-mail with the "
            "day, the code and a calendar entry."
        ),
    )


class PollForm(HouseForm):
    """Something to ask the room."""

    nouns = {"kind": _("Kind"), "text": _("Question")}

    kind = forms.ChoiceField(
        label=_("What you want from participants"),
        choices=[
            (str(PollKind.CHOICE), _("One of several answers (poll)")),
            (str(PollKind.WORDS), _("One to three words (word cloud)")),
            (str(PollKind.QUESTIONS), _("Questions, ranked by votes")),
        ],
        widget=forms.RadioSelect,
        initial=str(PollKind.CHOICE),
    )
    text = forms.CharField(label=_("Question for the room"), max_length=300)
    options = forms.CharField(
        label=_("Answers to choose from"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("For a poll only: 2 to 6 answers, one per line."),
    )


class ObservationForm(HouseForm):
    """What somebody saw of a trainer at work."""

    nouns = {"readiness": _("Readiness"), "observed": _("Date of the observation")}

    trainer = RowField(label=_("Trainer"), queryset=Person.objects.none(), empty_label=_("Choose"))
    module = forms.ChoiceField(label=_("Module"))
    readiness = forms.ChoiceField(
        label=_("What the trainer may do"), choices=Readiness.choices, widget=forms.RadioSelect
    )
    observed_by = RowField(
        label=_("Observed by"), queryset=Person.objects.none(), empty_label=_("Choose")
    )
    observed = DayField(label=_("Date of the observation"))
    remark = forms.CharField(
        label=_("Remark"),
        max_length=500,
        required=False,
        help_text=_("What went well, and what to practise before the next observation."),
    )

    def __init__(
        self,
        *args: Any,
        modules: Mapping[str, str],
        trainers: QuerySet[Person],
        observers: QuerySet[Person],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        rows = in_name_order(modules.items(), lambda row: row[1])
        self.fields["module"].choices = [("", _("Choose")), *rows]  # type: ignore[attr-defined]
        self.fields["trainer"].queryset = trainers  # type: ignore[attr-defined]
        self.fields["observed_by"].queryset = observers  # type: ignore[attr-defined]


class FollowForm(HouseForm):
    nouns = {
        "carried": _("Progress on the action"),
    }

    carried = forms.ChoiceField(label=_("Progress"), choices=Carried.choices)
    remark = forms.CharField(label=_("Remark"), max_length=500, required=False)


class ModuleTextForm(ShownForm):
    text = forms.CharField(
        label=_("Module text"),
        strip=False,
        max_length=400_000,
        widget=forms.Textarea({"rows": 30, "spellcheck": "true"}),
    )


class DeckForm(HouseForm):
    file = forms.FileField(label=_("Slides (PPTX)"), widget=forms.FileInput({"accept": ".pptx"}))
    key = forms.SlugField(
        label=_("Short name of the module"),
        max_length=60,
        help_text=_(
            "Lower-case letters and hyphens. Use the same name for all languages of the module."
        ),
    )
    language = forms.ChoiceField(label=_("Language"), choices=list(LANGUAGES.items()))


class NoteForm(HouseForm):
    """A note of the flip chart, sent without a script."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    note = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=[(k, k) for k in ("write", "withdraw", "take", "give")])
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
