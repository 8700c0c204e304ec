"""Forms that change what exists: who saves second sees what was saved first, and keeps theirs
knowingly.

A form shows a state; its mark goes along in a hidden field. When the state that stands in the
database has another mark at the time of saving, somebody changed it meanwhile: the form is refused
with what stands now beside what was typed. Sent again, it replaces what it has shown.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from hashlib import sha256
from typing import Any, ParamSpec

from django import forms
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import ConflictError
from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _

SHOWN = "shown"
SAID = _(
    "Somebody changed the saved data after you opened the page. Your changes are not saved yet. "
    "Compare both versions, then save again."
)
P = ParamSpec("P")


class ShownForm(HouseForm):
    """A form that knows which state it shows; `initial` is the one that stands now.

    beside : what stands in the form although it is no field of it
    log : act and subject under which the log has the changes
    """

    def __init__(
        self,
        *args: Any,
        beside: Mapping[str, Any] | None = None,
        log: tuple[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        # A page may hold two such forms, which are sent as one.
        self.mark_name = f"{type(self).__name__.lower()}-{SHOWN}"
        self.fields[self.mark_name] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.log, self.mark = log, mark_of({**self.initial, "beside": beside or {}})
        self.initial = {**self.initial, self.mark_name: self.mark}
        self.sent_mark = ""
        if self.is_bound:
            name = self.add_prefix(self.mark_name)
            self.sent_mark = self.data.get(name, "")
            # What is sent again was compared with what stands now.
            self.data = {**self.data, name: self.mark} if _is_plain(self.data) else self._with(name)

    def _with(self, name: str) -> Any:
        data = self.data.copy()  # type: ignore[attr-defined]
        data[name] = self.mark
        return data

    @property
    def shown(self) -> BoundField:
        """Return the hidden field of the mark, for templates that write each field themselves."""
        return self[self.mark_name]

    @property
    def is_stale(self) -> bool:
        """Return whether somebody changed meanwhile what this form was opened on."""
        return self.is_bound and self.sent_mark not in ("", self.mark)

    def full_clean(self) -> None:
        """Check the form; a stale one is refused with what stands now at each place."""
        super().full_clean()
        if not self.is_bound:
            return
        self.cleaned_data.pop(self.mark_name, None)
        if self.is_stale:
            self.add_error(None, who_changed(*self.log) if self.log else SAID)
            for bound in self:
                if bound.name != self.mark_name and _differs(bound):
                    there = _told(bound)
                    self.add_error(bound.name, _("Currently saved: {there}", there=there))


def who_changed(act: str, subject: str) -> str:
    """Return the sentence on who came first, as far as the log knows.

    act, subject : under which the log has the change; of the subject the beginning is enough
    """
    rows = Entry.objects.filter(act=act, subject__startswith=subject[:200])
    last = rows.exclude(person=None).select_related("person").first()
    if last is None:
        return SAID
    say = current_speaker()
    return say(
        _(
            "{person} changed the saved data ({moment}) after you opened the page. Your changes "
            "are not saved yet. Compare both versions, then save again.",
            person=last.person,
            moment=say.moment(last.when),
        )
    )


def _is_plain(data: Any) -> bool:
    return type(data) is dict


def _differs(bound: BoundField) -> bool:
    field = bound.field
    return not field.disabled and field.has_changed(bound.initial, bound.data)


def _told(bound: BoundField) -> str:
    """Return what stands in a field now, as people read it."""
    value = bound.initial
    choices = dict(_flat(getattr(bound.field, "choices", ())))
    values = value if isinstance(value, list | tuple | QuerySet) else [value]
    told = [str(choices.get(str(_plain(v)), v if v not in (None, "") else "–")) for v in values]
    return ", ".join(told) or "–"


def _flat(choices: Iterable[Any]) -> Iterable[tuple[str, str]]:
    for value, label in choices:
        yield str(value), str(label)


def mark_of(values: Mapping[str, Any]) -> str:
    """Return what stands for a state: the same for the same values."""
    text = json.dumps(dict(values), sort_keys=True, default=_plain)
    return sha256(text.encode()).hexdigest()[:32]


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, QuerySet | set | frozenset):
        return sorted(str(_plain(one)) for one in value)
    return str(value)


def require_shown(sent: str | None, stands: Mapping[str, Any], where: str) -> None:
    """Refuse to approve or publish anything but what the page showed.

    sent : the mark that the page sent along; None where no page asked (the sample, a command)
    stands : what `mark_of` was told when the page was written, as it stands now

    Raises ConflictError.
    """
    if sent is not None and sent != mark_of(stands):
        raise ConflictError(
            _(
                "{name} was changed after you opened the page. Your decision was not saved.",
                name=where,
            ),
            where=where,
            cure=_("Read the current version, then decide again."),
        )


def one_writer(
    find: Callable[..., QuerySet[Any]],
) -> Callable[[Callable[P, HttpResponse]], Callable[P, HttpResponse]]:
    """Let one request at a time save what a form of a view changes.

    find : the row, by the values of the address
    """

    def decorate(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
        @wraps(view)
        def held(*args: P.args, **named: P.kwargs) -> HttpResponse:
            request = args[0]
            assert isinstance(request, HttpRequest)  # noqa: S101 -- a view's first argument
            if request.method != "POST":
                return view(*args, **named)
            with transaction.atomic():
                # Held until the answer, so that nothing changes between comparing and keeping.
                list(find(**named).select_for_update().values_list("pk", flat=True))
                return view(*args, **named)

        return held

    return decorate
