"""Every form of every page, as a browser would read it and fill it in."""

from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urljoin

from django.db import transaction
from django.utils import timezone

TOKEN = "csrfmiddlewaretoken"


def within_the_test():
    """Return a transaction that counts as the test's own: acts that must begin one may do so."""
    block = transaction.atomic()
    block._from_testcase = True
    return block


@dataclass
class Field:
    name: str
    kind: str  # of the input, or select, textarea
    value: str = ""
    choices: list = field(default_factory=list)
    least: str = ""
    required: bool = False


@dataclass
class PageForm:
    page: str
    action: str
    fields: list = field(default_factory=list)
    buttons: list = field(default_factory=list)

    def names(self):
        return [f.name for f in self.fields]

    def as_shown(self):
        """Return what a browser sends when nothing is changed: name -> values."""
        sent = {}
        for one in self.fields:
            if one.kind in ("checkbox", "radio", "select"):
                sent.setdefault(one.name, []).extend(one.value if one.value else [])
            elif one.kind != "file":
                sent.setdefault(one.name, []).append(one.value)
        for name, value in self.buttons[:1]:
            sent.setdefault(name, []).append(value)
        return {name: values for name, values in sent.items() if values}

    def filled(self, mark="walked"):
        """Return the same with a fitting value in each place that is empty."""
        sent = self.as_shown()
        for one in self.fields:
            if "".join(sent.get(one.name, [])) or one.kind in ("file", "hidden"):
                continue
            sent[one.name] = [likely(one, mark)]
        return {name: values for name, values in sent.items() if values != [""]}


def likely(one, mark):
    """Return what somebody would fill in."""
    if one.kind in ("checkbox", "radio", "select"):
        return next((value for value in one.choices if value), "")
    return {
        "email": f"{mark}@away.example",
        "number": one.least or "7",
        "date": str(timezone.localdate() + timedelta(days=10)),
        "datetime-local": f"{timezone.localdate() + timedelta(days=10)}T09:00",
        "url": "https://away.example/",
    }.get(one.kind, f"{mark} {one.name}"[:60])


class _Reader(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.page, self.forms = page, []
        self.form = self.select = self.text = None

    def handle_starttag(self, tag, pairs):
        told = {name: value or "" for name, value in pairs}
        if tag == "form":
            self.form = None
            if told.get("method", "").lower() == "post":
                self.form = PageForm(self.page, urljoin(self.page, told.get("action", "")))
                self.forms.append(self.form)
        if self.form is None:
            return
        if tag == "input":
            self._input(told)
        elif tag == "button" and told.get("name"):
            self.form.buttons.append((told["name"], told.get("value", "")))
        elif tag == "select":
            self.select = Field(told.get("name", ""), "select", [])
            self.form.fields.append(self.select)
        elif tag == "option" and self.select is not None:
            self.select.choices.append(told.get("value", ""))
            if "selected" in told:
                self.select.value.append(told.get("value", ""))
        elif tag == "textarea":
            self.text = Field(told.get("name", ""), "textarea")
            self.form.fields.append(self.text)

    def _input(self, told):
        name, kind = told.get("name", ""), told.get("type", "text")
        if told.get("inputmode") in ("decimal", "numeric"):
            kind = "number"
        if not name or kind == "submit":
            return
        if kind not in ("checkbox", "radio"):
            one = Field(name, kind, told.get("value", ""), least=told.get("min", ""))
            self.form.fields.append(one)
            return
        same = [f for f in self.form.fields if f.name == name and f.kind == kind]
        one = same[0] if same else Field(name, kind, [])
        if not same:
            self.form.fields.append(one)
        one.choices.append(told.get("value", "on"))
        if "checked" in told:
            one.value.append(told.get("value", "on"))

    def handle_data(self, data):
        if self.text is not None:
            self.text.value += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea" and self.text is not None:
            self.text.value = self.text.value.removeprefix("\n")
            self.text = None


def forms_of(page, html):
    """Return the forms of a page that are sent by POST."""
    reader = _Reader(page)
    reader.feed(html)
    return [form for form in reader.forms if TOKEN in form.names()]


def forms_of_pages(client, addresses):
    """Return every form of some pages, those that several pages have in common once."""
    made = {}
    for address in addresses:
        answer = client.get(address)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            for form in forms_of(address, answer.content.decode()):
                buttons = tuple(form.buttons)
                key = (form.action, tuple(sorted(set(form.names()))), buttons)
                hidden = tuple(
                    (f.name, f.value) for f in form.fields if f.kind == "hidden" and f.name != TOKEN
                )
                made.setdefault((*key, hidden), form)
    return list(made.values())
