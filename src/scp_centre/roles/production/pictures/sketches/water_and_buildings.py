"""Sketches of cooling towers, buildings, the sun, rinsing and waste water."""

from scp_centre.centre.pictures.svg import element
from scp_centre.methods.messages import _, p_
from scp_centre.roles.production.pictures.sketches.elements import (
    Scene,
    box,
    flow,
    line,
    machine,
    open_tank,
    pump,
    spray,
)

TOWER = Scene(
    shapes=(
        element("path", class_="body", d="M62 36 h108 l-14 92 h-80 z"),
        box(72, 128, 86, 20, "water"),
        flow((100, 32), (96, 10), kind="thin"),
        flow((130, 32), (134, 10), kind="thin"),
        *(spray(x, 62) for x in (96, 116, 136)),
        flow((158, 138), (210, 138), (210, 118)),
        pump(220, 104, 16),
        flow((236, 104), (268, 104)),
        box(268, 70, 72, 56, "hot"),
        flow((304, 70), (304, 52), (152, 52)),
        flow((16, 138), (70, 138)),
        flow((116, 148), (116, 176)),
    ),
    words=(
        (116, 116, _("Cooling tower")),
        (304, 102, _("Process")),
        (186, 18, _("Drift and evaporation")),
        (40, 128, _("Make-up")),
        (168, 174, _("Blowdown")),
    ),
    places={
        "circulation": (252, 86),
        "range": (232, 36),
        "cycles": (90, 164),
        "drift": (74, 22),
    },
)

BUILDING = Scene(
    shapes=(
        element("path", class_="body", d="M60 84 l110 -54 l110 54 z"),
        box(60, 84, 220, 74, "glass"),
        box(52, 84, 10, 74, "layer"),
        flow((28, 120), (10, 120), kind="heat"),
        flow((280, 112), (338, 112)),
        element("circle", class_="body", cx=266, cy=112, r=14),
        box(166, 128, 50, 18, "hot"),
    ),
    words=(
        (191, 122, _("Heating")),
        (92, 102, p_("of a building", "Wall")),
        (318, 92, _("Ventilation")),
        (170, 72, _("Roof")),
    ),
    places={
        "wall": (102, 134),
        "outside": (30, 56),
        "fan": (306, 134),
        "heating": (234, 138),
    },
)

SUN = Scene(
    shapes=(
        element("circle", class_="flame", cx=52, cy=42, r=18),
        flow((74, 58), (124, 88), kind="heat"),
        flow((80, 44), (146, 74), kind="heat"),
        element("path", class_="glass", d="M110 134 l78 -62 l12 10 l-78 62 z"),
        line((196, 86), (196, 150), kind="wall"),
        flow((202, 104), (262, 104)),
        box(262, 66, 72, 76),
    ),
    words=(
        (52, 84, _("Sun")),
        (150, 160, _("Collector or module")),
        (298, 108, p_("of solar energy", "Use")),
    ),
    places={
        "sun": (150, 42),
        "panel": (110, 112),
        "system": (232, 84),
        "use": (298, 160),
        "air": (240, 30),
    },
)

BUCKET = Scene(
    shapes=(
        line((40, 40), (180, 40), kind="wall"),
        flow((180, 40), (180, 82)),
        element("path", class_="water", d="M140 96 h80 l-10 60 h-60 z"),
        line((136, 86), (150, 156), (210, 156), (224, 86), kind="wall"),
        element("circle", class_="body", cx=290, cy=92, r=18),
        line((290, 80), (290, 92), (298, 98), kind="thin"),
    ),
    words=((96, 30, _("Tap or hose")), (180, 174, _("Bucket")), (290, 66, _("Watch"))),
    places={"bucket": (180, 130), "watch": (290, 126), "tap": (230, 40)},
)

RINSES = Scene(
    shapes=(
        open_tank(14, 76, 74, 66),
        open_tank(116, 76, 74, 66),
        open_tank(218, 76, 74, 66),
        flow((51, 64), (51, 40), (153, 40), (153, 64), kind="dashed"),
        flow((153, 40), (255, 40), (255, 64), kind="dashed"),
        flow((352, 96), (294, 96)),
        flow((218, 112), (192, 112)),
        flow((140, 142), (140, 176)),
    ),
    words=(
        (51, 122, _("Bath")),
        (153, 122, _("First rinse")),
        (255, 122, _("Last rinse")),
        (102, 32, _("Workpieces")),
        (324, 84, _("Fresh water")),
    ),
    places={
        "drag_out": (102, 60),
        "water": (326, 116),
        "rinses": (204, 160),
        "ratio": (84, 158),
    },
)

WASTE_WATER = Scene(
    shapes=(
        flow((12, 74), (98, 74)),
        open_tank(100, 56, 100, 70),
        machine(150, 40, 13),
        line((150, 53), (150, 100), kind="wall"),
        *(spray(x, 98) for x in (135, 165)),
        flow((200, 90), (244, 90)),
        element("path", class_="body", d="M244 142 v-70 a46 22 0 0 1 92 0 v70 z"),
        flow((290, 50), (290, 18), kind="heat"),
    ),
    words=(
        (52, 62, _("Wastewater")),
        (150, 146, _("Aerated basin")),
        (290, 106, _("Digester")),
        (324, 26, _("Biogas")),
    ),
    places={
        "inlet": (50, 96),
        "aerator": (186, 34),
        "basin": (150, 112),
        "digester": (222, 112),
        "removed": (290, 126),
    },
)
