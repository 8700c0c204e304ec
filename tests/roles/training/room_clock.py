"""A clock for tests of what is measured: it stands until it is set."""

from datetime import datetime, timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from scp_centre.roles.training.actions import workshops
from scp_centre.roles.training.models import Presence, SectionRun

NINE = datetime(2026, 3, 3, 9, 0, tzinfo=timezone.get_default_timezone())


class Clock:
    def __init__(self):
        self.at = NINE

    def __call__(self):
        return self.at

    def set(self, hour, minute=0, days=0):
        self.at = NINE.replace(hour=hour, minute=minute) + timedelta(days=days)


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(timezone, "now", made)
    return made


def hold(workshop, trainer, minutes=60):
    """Hold a workshop for so many minutes, for all who are in the room now, and end it."""
    workshops.start_workshop(workshop, acting_user=trainer)
    earlier = timedelta(minutes=minutes)
    SectionRun.objects.filter(workshop=workshop).update(began=F("began") - earlier)
    here = Presence.objects.filter(participant__workshop=workshop, until=None)
    here.update(since=F("since") - earlier)
    return workshops.end_workshop(workshop, acting_user=trainer)
