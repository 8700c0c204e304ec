"""How a role of the centre declares itself, and how the centre finds all roles at start.

A role is a folder below `roles/` and one line in `roles/__init__.py`. It knows the centre; the
centre knows no role by name. See docs/adding-a-role.md.
"""

from scp_centre.centre.roles.declaration import (
    CentreRole,
    Delivery,
    MenuEntry,
    MenuGroup,
    PublicPage,
    SamplePerson,
    Upkeep,
)

__all__ = [
    "CentreRole",
    "Delivery",
    "MenuEntry",
    "MenuGroup",
    "PublicPage",
    "SamplePerson",
    "Upkeep",
]
