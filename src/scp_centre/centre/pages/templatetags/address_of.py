"""Addresses in templates, remembered: `{% url %}` as Django has it, for names asked for again.

A page of results has some forty links, and Django composes each from the table of addresses anew:
a fifth of the time that the page takes. The same name with the same keys is the same address for
as long as the process lives.
"""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django import template
from django.conf import settings
from django.template import Context
from django.template.base import Parser, Token
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parse_url
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape

register = template.Library()
MOST_REMEMBERED = 10_000  # addresses, some 200 bytes each
PLAIN = (int, str, UUID)  # kinds of keys that are told apart by what they are
LONGEST = 200  # characters of a key; a longer one is composed each time


class AddressNode(URLNode):
    """A link in a template; what is not plain is left to Django."""

    def render(self, context: Context) -> Any:
        name = self.view_name.resolve(context)
        args = tuple(arg.resolve(context) for arg in self.args)
        named = {key: value.resolve(context) for key, value in self.kwargs.items()}
        if self.asvar or not _is_plain(name, *args, *named.values()):
            return super().render(context)
        found = _address(_table(), name, tuple(named), *args, *named.values())
        return conditional_escape(found) if context.autoescape else found


@register.tag(name="url")
def url(parser: Parser, token: Token) -> URLNode:
    """Write the address of a name, as Django's own tag."""
    read = parse_url(parser, token)
    return AddressNode(read.view_name, read.args, read.kwargs, read.asvar)


def _is_plain(name: Any, *keys: Any) -> bool:
    plain = isinstance(name, str) and ":" not in name  # a namespace depends on the page
    return plain and all(type(key) in PLAIN and len(str(key)) <= LONGEST for key in keys)


def _table() -> tuple[Any, str]:
    """Return what all addresses depend on: the table of addresses, and what stands before them."""
    return get_urlconf() or settings.ROOT_URLCONF, get_script_prefix()


@lru_cache(maxsize=MOST_REMEMBERED, typed=True)
def _address(table: tuple[Any, str], name: str, names: tuple[str, ...], *keys: Any) -> str:
    """Return an address. names : of the last keys, where they have names"""
    by_place = keys[: len(keys) - len(names)]
    by_name = dict(zip(names, keys[len(by_place) :], strict=True))
    return reverse(name, urlconf=table[0], args=by_place or None, kwargs=by_name or None)
