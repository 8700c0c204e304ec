"""A message is its English as a text, and keeps what every other language needs."""

import copy
import json
import pickle
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import (
    Message,
    Number,
    _,
    from_json,
    n_,
    p_,
    pack,
    sentences,
    unpack,
)

EVERYTHING = (
    _("There is no meter {key}.", key="st{e}am %s <b>"),
    n_("{count} meter of {name}", "{count} meters of {name}", 1200, name="Energy"),
    p_("noun", "Record"),
    _("{a} from {b} on, {c}", a=Number(1234.5, ",.1f"), b=date(2026, 11, 28), c=[_("yes"), "no"]),
    _("Seen {at}", at=datetime(2026, 11, 28, 10, 15, tzinfo=UTC)),
    sentences(_("No."), "what they wrote", _("Yes {n}.", n=2)),
)


@pytest.mark.parametrize("message", EVERYTHING)
def test_a_message_survives_pickle_copy_and_json(message):
    for made in (
        pickle.loads(pickle.dumps(message)),
        copy.deepcopy(message),
        from_json(json.loads(json.dumps(message.as_json()))),
        unpack(json.loads(json.dumps(pack({"in": [message]}))))["in"][0],
    ):
        assert made == message and isinstance(made, Message)
        assert made.as_json() == message.as_json()


def test_a_message_equals_its_english():
    assert EVERYTHING[0] == "There is no meter st{e}am %s <b>."
    assert EVERYTHING[1] == "1,200 meters of Energy"
    assert EVERYTHING[3] == "1,234.5 from 28 November 2026 on, yes, no"
    assert EVERYTHING[5] == "No. what they wrote Yes 2."
    assert str(EVERYTHING[0]) is EVERYTHING[0] and hash(EVERYTHING[2]) == hash("Record")


def test_an_error_keeps_its_message():
    with pytest.raises(InvalidValueError) as caught:
        raise InvalidValueError(_("{n} is no year.", n="20x6"), cure=_("Give a year."))
    assert caught.value.message.template == "{n} is no year."
    assert caught.value.in_full == "20x6 is no year. Give a year."
    assert str(caught.value) == "20x6 is no year."
    copied = pickle.loads(pickle.dumps(caught.value))
    assert copied.message.params == {"n": "20x6"}


@pytest.mark.parametrize("params", [{}, {"nme": "x"}, {"name": "x", "more": "y"}])
def test_a_hole_without_its_parameter_raises_at_once(params):
    with pytest.raises(ValueError, match="holes"):
        _("There is no meter {name}.", **params)


@given(st.text(), st.text())
def test_what_fills_a_hole_stands_there_as_it_is(first, second):
    assert _("{a} - {b}", a=first, b=second) == f"{first} - {second}"
