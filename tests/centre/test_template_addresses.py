"""Addresses in templates are those that Django gives, however often they are asked for."""

import uuid

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse, set_script_prefix
from django.utils.functional import lazystr


def written(said, **context):
    return Template(said).render(Context(context))


@pytest.mark.parametrize("key", [7, "7", True, lazystr("7"), "9" * 400])
def test_an_address_is_django_s(key):
    for _ in range(2):
        try:
            expected = reverse("item", args=[key])
        except NoReverseMatch:
            with pytest.raises(NoReverseMatch):
                written("{% url 'item' key %}", key=key)
        else:
            assert written("{% url 'item' key %}", key=key) == expected
            assert written("{% url 'item' pk=key %}", key=key) == expected
            assert written("{% url 'item' key as here %}<{{ here }}>", key=key) == f"<{expected}>"


def test_what_differs_is_told_apart():
    one, other = uuid.uuid4(), uuid.uuid4()
    said = "{% url 'survey_upload' slug=slug pk=pk %}"
    for slug, pk in (("a", one), ("b", one), ("a", other), ("a", one)):
        assert written(said, slug=slug, pk=pk) == reverse("survey_upload", args=[slug, pk])


def test_what_stands_before_all_addresses_stands_before_these():
    plain = written("{% url 'clearinghouse' %}")
    set_script_prefix("/centre/")
    try:
        assert written("{% url 'clearinghouse' %}") == f"/centre{plain}"
    finally:
        set_script_prefix("/")
    assert written("{% url 'clearinghouse' %}") == plain
