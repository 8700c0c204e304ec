"""Workshops for anybody's calendar (iCalendar, RFC 5545)."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone
from icalendar import Calendar, Event

from scp_centre.roles.training.models import Workshop


def write_calendar(workshops: Iterable[Workshop]) -> bytes:
    """Return the calendar; an event lasts as long as the module takes."""
    calendar = Calendar()
    calendar.add("prodid", "-//scp-centre//training//EN")
    calendar.add("version", "2.0")
    for workshop in workshops:
        event = Event()
        event.add("uid", f"workshop-{workshop.code_ends:%Y%m%d%H%M%S}-{workshop.pk}@scp-centre")
        event.add("dtstamp", timezone.now())
        event.add("dtstart", workshop.starts)
        event.add("dtend", workshop.starts + timedelta(minutes=workshop.module.minutes))
        event.add("summary", workshop.title)
        event.add("description", workshop.module.summary)
        if workshop.place:
            event.add("location", workshop.place)
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
