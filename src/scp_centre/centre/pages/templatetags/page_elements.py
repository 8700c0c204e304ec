"""Numbers, words, tables, forms and links in templates of all rooms."""

import re
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, ChoiceField, ModelChoiceField
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.template import Context, Node, NodeList
from django.template.base import Parser, Token
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from scp_centre.centre.mail import has_mail_server
from scp_centre.centre.pages.form_errors import (
    FormError,
    errors_of,
    lost_file,
    refused_forms,
    told_apart,
)
from scp_centre.centre.pages.journey_links import links_at
from scp_centre.centre.sheets.schema import Column
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import Message, _, word_of
from scp_centre.methods.quantity import SYMBOLS

register = template.Library()
MOST_COLUMNS = 4  # that a phone shows side by side


@register.inclusion_tag("components/mail_note.html")
def mail_note() -> dict[str, Any]:
    """Say, beside whatever promises an e-mail, when no e-mail leaves this installation."""
    return {"has_mail_server": has_mail_server()}


@register.simple_tag
def sends_mail() -> bool:
    """Return whether e-mails leave this installation, for pages that say what was sent."""
    return has_mail_server()


@register.simple_tag
def colon() -> str:
    """Write the colon between a label and what it labels: French puts a space before it."""
    return current_speaker().colon


@register.filter
def number(value: float | None, digits: int = 3) -> str:
    """Write a number with so many significant digits."""
    return current_speaker().number(value, digits)


@register.filter
def scientific(value: float | None, digits: int = 3) -> str:
    """Write a number with so many significant digits, a small one with a power of ten."""
    return current_speaker().scientific(value, digits)


@register.filter
def whole(value: float | None) -> str:
    """Write a number without decimals."""
    return current_speaker().number(None if value is None else round(value), 1)


@register.filter
def unit(value: object) -> str:
    """Write a unit as people print it: m³, t CO₂e."""
    return "" if value is None else current_speaker().unit(value)


@register.filter
def share(value: float | None) -> str:
    """Write a share as per cent."""
    return current_speaker().percent(value)


@register.filter
def percent(value: float | None) -> str:
    """Write a share as a number of per cent, small ones as less than a tenth."""
    if value is None:
        return "–"
    if 0 < value < 0.0005:
        return "<" + current_speaker().number(0.1, 1)
    return current_speaker().number(round(100 * value, 1), 3)


@register.filter
def change(value: float | None) -> str:
    """Write a change as per cent with its sign."""
    return current_speaker().percent(None if value is None else round(value, 5), sign=True)


@register.filter
def years(value: float | None) -> str:
    return current_speaker().years(value)


@register.filter
def day(value: date | None) -> str:
    """Write a date as the report does."""
    return current_speaker().date(value)


@register.filter
def moment(value: datetime | None) -> str:
    """Write a day and a time."""
    return current_speaker().moment(value)


@register.filter
def said(value: object) -> str:
    """Write what the code says (a state, a label, an error) in the language of the page."""
    return "" if value is None else current_speaker()(value)


@register.filter
def sent(value: object) -> object:
    """Return what a form sends for a choice: a word of the code as it is kept, in no language.

    A message within a page is written in the reader's language, within an attribute too.
    """
    return str.__str__(value) if isinstance(value, Message) else value


@register.filter
def entered(value: object, column: Column | None = None) -> str:
    """Write what stands in a cell: numbers and days by language, words of the lists translated."""
    say = current_speaker()
    words = column.allowed if column else ()
    if isinstance(value, bool):
        return say(_("yes") if value else _("no"))
    if isinstance(value, float):
        return say.number(value, 6)
    if isinstance(value, int):
        return say.plain(value)
    if isinstance(value, date):
        return say.date(value)
    if isinstance(value, tuple | list):
        return say.comma.join(say(word_of(str(part), words)) for part in value)
    if value is None:
        return ""
    return say(word_of(str(value), words))


@register.inclusion_tag("components/table.html")
def data_table(block: Any) -> dict[str, Any]:
    """Show a table of the report; on a phone one of many columns folds, a card for each row."""
    rows = [list(zip(block.head, row, strict=True)) for row in block.rows]
    folds = len(block.head) > MOST_COLUMNS
    return {"table": block, "rows": rows, "numeric": list(block.numeric), "folds": folds}


@register.inclusion_tag("components/form.html", takes_context=True)
def form_fields(context: Context, form: Any, part: str = "") -> dict[str, Any]:
    """Show a form: help and error at each field; above the first, what is wrong with the page.

    part : main or more, of a form that says which of its fields are the main ones
    """
    _say_choices(form)
    main = form.main if part else list(form.fields)
    fields = [f for f in form if (f.name in main) == (part != "more")]
    return {"form": form, "fields": fields, "errors": _summary(context, form)}


@register.inclusion_tag("components/error_summary.html", takes_context=True)
def error_summary(context: Context, form: BaseForm) -> dict[str, Any]:
    """Show what is wrong with a form whose fields the page writes itself."""
    return {"errors": _summary(context, form)}


def _summary(context: Context, form: BaseForm) -> list[FormError]:
    """Return what is wrong with the forms of a page, once: where the first refused one stands."""
    own = errors_of(form)
    request = context.get("request")
    if not own or request is None:
        return own
    if getattr(request, "has_error_summary", False):
        return []
    request.has_error_summary = True
    others = [one for one in refused_forms(context.flatten()) if one is not form]  # type: ignore[arg-type]  # names are texts
    return told_apart([*own, *(error for one in others for error in errors_of(one))])


@register.inclusion_tag("components/form_field.html")
def form_field(field: BoundField) -> dict[str, Any]:
    """Show one field of a form."""
    _say_choices(field.form)
    return {"field": field}


class Crumbs(Node):
    """Where a page stands: the entry of the menu that it lies under, then what the page says."""

    def __init__(self, inner: NodeList) -> None:
        self.inner = inner

    def render(self, context: Context) -> SafeString:
        said = self.inner.render(context)
        name = current_speaker()(_("You are here"))
        above = _above(context, said)
        if not above and not said.strip():
            return SafeString("")
        root = format_html('<a href="{}">{}</a>', *above) if above else SafeString("")
        if root and said.strip():
            root += SafeString(" › ")
        return format_html('<nav class="crumbs" aria-label="{}">{}{}</nav>', name, root, said)


@register.tag
def crumbs(parser: Parser, token: Token) -> Crumbs:
    """Show the way to a page: {% crumbs %} links, the nearest last {% endcrumbs %}."""
    inner = parser.parse(("endcrumbs",))
    parser.delete_first_token()
    return Crumbs(inner)


def _above(context: Context, said: str) -> tuple[str, str] | None:
    """Return address and title of the menu entry above a page, unless the page names it itself."""
    request = context.get("request")
    entries = [entry for group in context.get("menu") or () for entry in group["entries"]]
    here = [e for e in entries if e["is_here"] and request and e["address"] != request.path]
    if not here or re.search(rf'href="{re.escape(here[-1]["address"])}["?]', said):
        return None
    return here[-1]["address"], current_speaker()(here[-1]["title"])


@register.filter
def label_of(field: BoundField) -> str:
    """Write the label of a field; one that may stay empty says so."""
    say = current_speaker()
    form, is_optional = field.form, not field.field.required
    is_optional = getattr(field.field, "is_optional", is_optional)
    if not is_optional or field.name in getattr(form, "sometimes", ()):
        return say(field.label)
    return say(_("{label} (optional)", label=say(field.label)))


register.filter("lost_file", lost_file)


@register.simple_tag(takes_context=True)
def refusal(context: Context) -> str:
    """Begin the title of a page that shows a refused form, and let it be answered as such."""
    told = context.get("problems") or context.get("conflict")  # what a page says beside its forms
    if not told and not refused_forms(context.flatten()):  # type: ignore[arg-type]  # names are texts
        return ""
    if request := context.get("request"):
        request.has_refused_form = True
    return current_speaker()(_("Error:")) + " "


@register.inclusion_tag("components/pages.html", takes_context=True)
def page_links(context: dict[str, Any], page: Page) -> dict[str, Any]:  # type: ignore[type-arg]
    """Show where in a long list one is, with links that keep the filters of the address."""
    request: HttpRequest = context["request"]

    def address(number: object) -> str:
        if not isinstance(number, int):
            return ""
        given = request.GET.copy()
        given["page"] = str(number)
        return f"?{given.urlencode()}"

    shown = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {
        "page": page,
        "numbers": [(number, address(number)) for number in shown],
        "before": address(page.number - 1),
        "after": address(page.number + 1),
    }


@register.simple_tag
def spoken_fields(form: Any) -> list[Any]:
    """Return the visible fields of a form with their choices in the language of the page."""
    _say_choices(form)
    return list(form.visible_fields())


def _say_choices(form: Any) -> None:
    for field in form.fields.values():
        if isinstance(field, ChoiceField) and not isinstance(field, ModelChoiceField):
            choices: Any = field.choices
            field.choices = _said_choices(choices)
        if getattr(field, "empty_label", None):
            field.empty_label = said(field.empty_label)


def _said_choices(choices: Any) -> list[Any]:
    """Return choices in the language of the page; a list in the place of a label is a group."""
    found: list[Any] = []
    for value, label in choices:
        if isinstance(label, list | tuple):
            found.append((said(value), _said_choices(label)))
        else:
            found.append((sent(value), _choice(label)))
    return found


def _choice(label: object) -> str:
    """Write what can be chosen: a word of the code's own begins with a capital, as labels do.

    What begins with a value is written as it is: "kWh per month".
    """
    text = unit(label)
    is_word = (
        isinstance(label, Message) and label not in SYMBOLS and not label.template.startswith("{")
    )
    return text[:1].upper() + text[1:] if is_word else text


@register.filter
def full_form(address: str) -> str:
    """Return the address of a picture as it is drawn across a page; given is that of its wide form.

    >>> full_form("/assessments/1/pictures/2/savings-wide.svg")
    '/assessments/1/pictures/2/savings-full.svg'
    """
    before, _form, after = address.rpartition("wide")
    return f"{before}full{after}"


@register.filter
def dots(count: int) -> str:
    """Write so many dots."""
    return "●" * count


@register.simple_tag
def journey_links(place: str, key: int) -> list[dict[str, str]]:
    """Return the links that journeys put on this place of a page, about the thing of a key."""
    return [
        {
            "title": link.title,
            "name": link.url_name,
            "address": reverse(link.url_name, args=[key]),
        }
        for link in links_at(place)
    ]
