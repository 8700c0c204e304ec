"""Who may ask for a page stands twice, as its decorator and as its type: they say the same."""

import inspect

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, get_resolver

from scp_centre.centre.registry.signed_in_request import SignedInRequest


def views(resolver=None):
    """Yield (name, view, whether strangers are sent to sign in) of every page of this project."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern)
        elif isinstance(pattern, URLPattern):
            view = inspect.unwrap(pattern.callback)
            if inspect.isfunction(view) and view.__module__.startswith("scp_centre."):
                guarded = getattr(pattern.callback, "login_required", True)
                yield f"{view.__module__}.{view.__name__}", view, guarded


def request_of(view):
    """Return the type of the request in a signature; a class stands for itself."""
    for parameter in inspect.signature(view).parameters.values():
        kind = parameter.annotation
        if isinstance(kind, type) and issubclass(kind, HttpRequest):
            return kind
    return None


def test_views_say_whether_somebody_is_signed_in():
    wrong = {
        name
        for name, view, guarded in views()
        if request_of(view) is not (SignedInRequest if guarded else HttpRequest)
    }
    assert sorted(wrong) == []


def test_the_walk_sees_the_pages():
    seen = [guarded for _, _, guarded in views()]
    assert seen.count(True) > 200 and seen.count(False) > 50
