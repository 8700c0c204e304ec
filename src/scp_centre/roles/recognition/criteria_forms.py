"""Forms in which criteria are written one by one."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings

from scp_centre.centre.entry_fields import DayField, NumberField
from scp_centre.centre.field_choices import offer_choices
from scp_centre.centre.stale_forms import ShownForm
from scp_centre.methods.criteria.rules import NUMBER, WORD, YES_OR_NO
from scp_centre.methods.criteria.scheme import MANDATORY, POINTS, RESERVED
from scp_centre.methods.messages import _, p_
from scp_centre.roles.recognition.criteria_conditions import (
    ALL,
    ANY,
    BETWEEN,
    FORMULA,
    Condition,
    unit_of,
)
from scp_centre.roles.recognition.criteria_drafts import shown_word
from scp_centre.roles.recognition.published_criteria import PUBLISHED

MOST_POINTS = 1_000
LARGEST_LIMIT = 1e12
KINDS = (
    (NUMBER, p_("measure", "a number")),
    (YES_OR_NO, p_("measure", "yes or no")),
    (WORD, p_("measure", "one of several words")),
)
COMPARISONS = (
    ("at most", p_("limit", "at most")),
    ("at least", p_("limit", "at least")),
    ("below", p_("limit", "less than")),
    ("above", p_("limit", "more than")),
    ("equal to", p_("limit", "exactly")),
    (BETWEEN, p_("limit", "from … to …")),
)
YES, NO = "yes", "no"
TITLE = "title_"  # before the language of a title


def _title_field(name: str, language: str) -> forms.Field:
    return forms.CharField(
        label=_("Title ({language})", language=language), max_length=200, required=False
    )


def title_fields() -> dict[str, forms.Field]:
    """Return a field for the title in each language but English."""
    others = [(code, name) for code, name in settings.LANGUAGES if code != "en"]
    return {f"{TITLE}{code}": _title_field(code, name) for code, name in others}


def titles_entered(values: Mapping[str, Any]) -> dict[str, str]:
    """Return language -> title of what a form was sent."""
    return {k.removeprefix(TITLE): str(v) for k, v in values.items() if k.startswith(TITLE)}


def titles_shown(titles: Any) -> dict[str, Any]:
    """Return what the fields of titles begin with."""
    known = titles if isinstance(titles, Mapping) else {}
    return {name: known.get(name.removeprefix(TITLE), "") for name in title_fields()}


class DraftForm(ShownForm):
    """Where the criteria come from, and from when they hold."""

    source = forms.CharField(
        label=_("Source of the criteria"),
        max_length=300,
        help_text=_("For example: label board decision of 3 March, public document 12."),
    )
    valid_from = DayField(label=_("Valid from"))
    begin_with = forms.ChoiceField(
        label=_("Begin with"),
        choices=(("", _("no criteria")), *PUBLISHED.items()),
        required=False,
        help_text=_(
            "The published criteria include the limits available in this system. Nobody has "
            "checked these limits against their source yet. Check each limit against its source, "
            "then confirm the check in the criterion. Until then, the limit is not used to assess "
            "the criterion."
        ),
    )

    def __init__(self, *args: Any, is_first: bool, **values: Any) -> None:
        super().__init__(*args, **values)
        if not is_first:
            del self.fields["begin_with"]


class MeasureForm(ShownForm):
    """Something that evidence is asked for."""

    main = ("title", "kind", "unit", "words")

    title = forms.CharField(
        label=_("What is measured"),
        max_length=200,
        help_text=_(
            "The wording that applicants and buyers will read, for example: Water used in a year."
        ),
    )
    kind = forms.ChoiceField(
        label=_("Type of answer"), choices=KINDS, widget=forms.RadioSelect, initial=NUMBER
    )
    unit = forms.CharField(
        label=_("Unit"),
        max_length=40,
        required=False,
        help_text=_(
            "Unit of the number, for example kg, kWh, m³ or %. For a count, leave the unit empty."
        ),
    )
    words = forms.CharField(
        label=_("Words to choose from"),
        max_length=5_000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Fill in only if the answer is one of several words. Enter one word per line."),
    )
    name = forms.RegexField(
        r"^[a-z][a-z0-9_]{0,59}$",
        label=_("Short name in formulas"),
        required=False,
        help_text=_("If you leave this field empty, a short name is created from the title."),
        error_messages={
            "invalid": _("Use lower-case letters, digits and underscores, and start with a letter.")
        },
    )

    def __init__(self, *args: Any, is_new: bool, **values: Any) -> None:
        super().__init__(*args, **values)
        if not is_new:
            del self.fields["name"]
        self.fields |= title_fields()

    def clean_name(self) -> str:
        """Refuse a name that means something in a formula or a rule."""
        name = str(self.cleaned_data["name"])
        if name in RESERVED:
            raise forms.ValidationError(
                [
                    _("In criteria, the word {name} is reserved.", name=name),
                    _("Choose another short name for this measure."),
                ]
            )
        return name

    def clean(self) -> dict[str, Any]:
        """Refuse an answer of words without words, and a unit of what is no number."""
        values: dict[str, Any] = super().clean() or {}
        kind = values.get("kind")
        if kind == WORD and not values.get("words"):
            self.add_error("words", _("Enter at least one word to choose from."))
        if kind in (YES_OR_NO, WORD) and values.get("unit"):
            self.add_error("unit", _("Only numbers have units. Leave the unit empty."))
        return values


class CriterionForm(ShownForm):
    """What a criterion is called, whether it is mandatory, and where its limit was read."""

    main = ("id", "title", "source", "is_read", "kind", "points", "group", "combination")

    id = forms.CharField(label=p_("criterion", "Number"), max_length=20)
    title = forms.CharField(label=_("Title"), max_length=200)
    source = forms.CharField(
        label=_("Article or section"),
        max_length=300,
        required=False,
        help_text=_("Where readers can find the original text of the criterion."),
    )
    is_read = forms.BooleanField(
        label=_("The limit has been checked against this source"),
        required=False,
        initial=True,
        help_text=_(
            "A limit that has not been checked against its source cannot be used to assess a "
            "criterion."
        ),
    )
    kind = forms.ChoiceField(
        label=_("Mandatory or points-based"),
        choices=(
            (MANDATORY, p_("criterion", "mandatory")),
            (POINTS, p_("criterion", "gives points")),
        ),
        widget=forms.RadioSelect,
        initial=MANDATORY,
    )
    points = NumberField(
        label=_("Points if the criterion is met"),
        required=False,
        min_value=0,
        max_value=MOST_POINTS,
    )
    group = forms.CharField(
        label=_("Points group"),
        max_length=60,
        required=False,
        help_text=_(
            "Fill in only if the scheme requires a minimum in a group, for example: water."
        ),
    )
    combination = forms.ChoiceField(
        label=_("If there are several conditions"),
        choices=(
            (ALL, p_("conditions", "all conditions must be met")),
            (ANY, p_("conditions", "one condition is enough")),
        ),
        widget=forms.RadioSelect,
        initial=ALL,
    )

    def __init__(self, *args: Any, has_choice: bool, **values: Any) -> None:
        super().__init__(*args, **values)
        if not has_choice:
            del self.fields["combination"]
        self.fields |= title_fields()

    def clean(self) -> dict[str, Any]:
        """Refuse points without a number, and a number of points on a mandatory criterion."""
        values: dict[str, Any] = super().clean() or {}
        has_points = bool(values.get("points"))
        if values.get("kind") == POINTS and not has_points and "points" not in self.errors:
            self.add_error("points", _("Enter the number of points for this criterion."))
        if values.get("kind") == MANDATORY and has_points:
            self.add_error(
                "points", _("A mandatory criterion gives no points. Leave the points empty.")
            )
        return values


class ConditionForm(ShownForm):
    """One condition, with the fields that its kind needs."""

    comparison = forms.ChoiceField(label=_("Comparison"), choices=COMPARISONS)
    limit = NumberField(label=_("Limit"), min_value=-LARGEST_LIMIT, max_value=LARGEST_LIMIT)
    upper = NumberField(
        label=_("Upper limit"),
        required=False,
        min_value=-LARGEST_LIMIT,
        max_value=LARGEST_LIMIT,
        help_text=_("Fill in only for “from … to …”."),
    )
    per = forms.ChoiceField(
        label=_("Divided by"),
        required=False,
        help_text=_("For example: water divided by fabric gives water per kilogram of fabric."),
    )
    formula = forms.CharField(
        label=_("Formula"),
        max_length=500,
        help_text=_("Use the short names of the measures, for example: 100 * recycled / total"),
    )
    unit = forms.CharField(label=_("Unit of the result"), max_length=40, required=False)
    caption = forms.CharField(
        label=_("What the formula calculates, in words"),
        max_length=200,
        required=False,
        help_text=_("Readers see these words instead of the formula."),
    )
    answer = forms.ChoiceField(
        label=_("The answer must be"),
        choices=((YES, _("yes")), (NO, _("no"))),
        widget=forms.RadioSelect,
    )
    denied = forms.ChoiceField(
        label=_("Words that meet the condition"),
        choices=(
            (NO, p_("words", "one of the words chosen below")),
            (YES, p_("words", "none of the words chosen below")),
        ),
        widget=forms.RadioSelect,
        initial=NO,
    )
    words = forms.MultipleChoiceField(
        label=p_("measure", "Words"), widget=forms.CheckboxSelectMultiple
    )
    wanted = {
        NUMBER: ("comparison", "limit", "upper", "per", "caption"),
        FORMULA: ("formula", "caption", "comparison", "limit", "upper", "unit"),
        YES_OR_NO: ("answer",),
        WORD: ("denied", "words"),
    }

    def __init__(
        self, kind: str, subject: str, measures: Mapping[str, Any], *args: Any, **values: Any
    ) -> None:
        super().__init__(*args, **values)
        self.kind, self.subject, self.measures = kind, subject, measures
        for name in set(self.fields) - {*self.wanted[kind], self.mark_name}:
            del self.fields[name]
        self.order_fields([*self.wanted[kind], self.mark_name])
        if kind == NUMBER:
            self._ask_in_its_unit()
        if kind == WORD:
            words = measures[subject].get("words", {})
            offer_choices(self, "words", [(w, shown_word(w, said)) for w, said in words.items()])

    def _ask_in_its_unit(self) -> None:
        if unit := self.measures[self.subject].get("unit"):
            self.fields["limit"].help_text = _(
                "Enter the limit in {unit}. If you divide by the measure below, enter the limit "
                "in {unit} per unit of that measure.",
                unit=unit,
            )
        others = [pair for pair in self.numbers if pair[0] != self.subject]
        offer_choices(self, "per", [("", "–"), *others])

    @property
    def about(self) -> str:
        """Return the title of the measure; "" of a formula."""
        return "" if self.kind == FORMULA else str(self.measures[self.subject]["title"])

    @property
    def numbers(self) -> list[tuple[str, str]]:
        """Return the measures that a formula may use: name and title."""
        found = self.measures.items()
        return [(name, one["title"]) for name, one in found if one.get("kind", NUMBER) == NUMBER]

    def clean(self) -> dict[str, Any]:
        """Refuse a range without its end, or an end without a range."""
        values: dict[str, Any] = super().clean() or {}
        if "comparison" not in self.fields or "upper" in self.errors:
            return values
        is_range = values.get("comparison") == BETWEEN
        upper = values.get("upper")
        if is_range and upper is None:
            self.add_error("upper", _("Enter the upper limit."))
        if not is_range and upper is not None:
            self.add_error("upper", _("Leave the upper limit empty, or choose “from … to …”."))
        return values

    def condition(self) -> Condition:
        """Return the condition that was entered."""
        said = self.cleaned_data
        if self.kind == YES_OR_NO:
            return Condition(YES_OR_NO, self.subject, is_denied=said["answer"] == NO)
        if self.kind == WORD:
            is_denied = said["denied"] == YES
            return Condition(WORD, self.subject, is_denied=is_denied, words=tuple(said["words"]))
        subject, per = said.get("formula", self.subject), said.get("per", "")
        is_formula = self.kind == FORMULA
        return Condition(
            self.kind,
            subject,
            per,
            said["comparison"],
            said["limit"],
            said["upper"],
            said["unit"] if is_formula else unit_of(subject, per, self.measures),
            said["caption"],
        )


def shown_condition(said: Condition) -> dict[str, Any]:
    """Return what the form of a condition begins with."""
    if said.kind == YES_OR_NO:
        return {"answer": NO if said.is_denied else YES}
    if said.kind == WORD:
        return {"denied": YES if said.is_denied else NO, "words": list(said.words)}
    return {
        "comparison": said.comparison,
        "limit": said.limit,
        "upper": said.upper,
        "per": said.per,
        "formula": said.subject,
        "unit": said.unit,
        "caption": said.title,
    }


class PointsForm(ShownForm):
    """How many points are needed."""

    minimum = NumberField(
        label=_("Total points needed"), required=False, min_value=0, max_value=MOST_POINTS
    )

    def __init__(self, groups: Sequence[str], *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.groups = groups
        for place, group in enumerate(groups):
            self.fields[f"group_{place}"] = NumberField(
                label=_("Points needed in the {group} group", group=group),
                required=False,
                min_value=0,
                max_value=MOST_POINTS,
            )

    def needed(self) -> tuple[float, dict[str, float]]:
        """Return the points needed in all and by group; what is empty asks for none."""
        said = self.cleaned_data
        groups = {g: said[f"group_{n}"] or 0 for n, g in enumerate(self.groups)}
        return said["minimum"] or 0, groups
