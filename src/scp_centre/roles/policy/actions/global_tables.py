"""Keep a converted table of the world, and take it out."""

import shutil
from pathlib import Path
from typing import Any

from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.methods.messages import _
from scp_centre.roles.policy.errors import PolicyError
from scp_centre.roles.policy.global_tables.country_view import folder_of
from scp_centre.roles.policy.models import World
from scp_centre.roles.policy.tables.labelled_sheets import SHOWN

LONGEST_OF = {"title": 120, "money": 40}  # characters, as the model keeps them


@transaction.atomic
def keep_world(about: dict[str, Any], converted: Path, title: str, *, acting_user: Person) -> World:
    """Keep a converted year under a title; the same title and year is replaced."""
    require(acting_user, "keep_table")
    texts = {"title": title, "money": about["money"]}
    for what, text in texts.items():
        longest = LONGEST_OF[what]
        if len(text) > longest:
            raise PolicyError(
                _("This text is too long: “{begin}…”.", begin=text[:SHOWN]),
                where=what,
                cure=_("Use {_LONGEST} characters or fewer.", _LONGEST=longest),
            )
    for old in World.objects.filter(title=title, year=about["year"]):
        remove_world(old, acting_user=acting_user)
    world = World.objects.create(
        title=title,
        source=about["source"],
        year=about["year"],
        regions=about["regions"],
        sectors=len(about["sectors"]),
        money=about["money"],
        loaded_by=acting_user,
    )
    target = folder_of(str(world.key))
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(converted, target)
    record("keep_table", str(world), acting_user=acting_user)
    return world


@transaction.atomic
def remove_world(world: World, *, acting_user: Person) -> None:
    """Take a table of the world out."""
    require(acting_user, "keep_table")
    key = str(world.key)
    record("keep_table", str(world), acting_user=acting_user, before={"regions": world.regions})
    world.delete()
    transaction.on_commit(lambda: shutil.rmtree(folder_of(key), ignore_errors=True))
