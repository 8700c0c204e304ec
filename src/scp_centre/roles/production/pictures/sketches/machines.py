"""Sketches of pumps, fans, lamps, transformers and refrigeration."""

from scp_centre.centre.pictures.svg import element
from scp_centre.methods.messages import _
from scp_centre.roles.production.pictures.sketches.elements import (
    Scene,
    box,
    flow,
    line,
    machine,
    open_tank,
    pump,
    valve,
)

PUMP = Scene(
    shapes=(
        open_tank(14, 96, 62, 52),
        flow((76, 134), (118, 134)),
        pump(140, 134),
        line((162, 134), (200, 134)),
        valve(211, 134),
        line((222, 134), (262, 134), (262, 40)),
        flow((262, 40), (290, 40), (290, 54)),
        open_tank(270, 50, 62, 46),
        line((236, 40), (236, 112), kind="thin"),
        line((230, 40), (242, 40), kind="thin"),
        flow((140, 184), (140, 158), kind="wire"),
    ),
    words=(
        (140, 104, _("Pump")),
        (211, 164, _("Valve")),
        (220, 32, _("Head")),
        (184, 182, _("Electricity")),
    ),
    places={
        "flow": (98, 116),
        "head": (218, 62),
        "liquid": (45, 130),
        "pump": (140, 84),
        "impeller": (140, 134),
        "motor": (100, 170),
        "power": (100, 170),
        "valve": (211, 114),
    },
)

FAN = Scene(
    shapes=(
        line((16, 58), (140, 58), kind="wall"),
        line((16, 118), (140, 118), kind="wall"),
        box(66, 58, 12, 60, "layer"),
        flow((22, 88), (60, 88)),
        pump(168, 88, 34),
        line((202, 66), (345, 66), kind="wall"),
        line((202, 110), (345, 110), kind="wall"),
        flow((214, 88), (320, 88)),
        flow((168, 172), (168, 124), kind="wire"),
    ),
    words=(
        (82, 34, _("Filter, coil, duct")),
        (168, 46, _("Fan")),
        (218, 168, _("Electricity")),
    ),
    places={
        "flow": (266, 48),
        "drop": (86, 136),
        "fan": (212, 30),
        "speed": (168, 88),
        "power": (192, 144),
        "motor": (132, 148),
    },
)

LAMP = Scene(
    shapes=(
        line((30, 30), (330, 30), kind="wire"),
        *(line((x, 30), (x, 58), kind="wire") for x in (90, 180, 270)),
        *(
            element("path", class_="glass", d=f"M{x - 34} 78 l16 -20 h36 l16 20 z")
            for x in (90, 180, 270)
        ),
        *(
            line((x + turn, 86), (x + 1.6 * turn, 112), kind="heat")
            for x in (90, 180, 270)
            for turn in (-20, 0, 20)
        ),
    ),
    words=((180, 138, _("Lamps")), (52, 20, _("Electricity"))),
    places={"lamps": (222, 134), "power": (90, 46), "new_power": (270, 46)},
)

ELECTRIC = Scene(
    shapes=(
        flow((14, 84), (82, 84), kind="wire"),
        element("circle", class_="glass", cx=100, cy=84, r=20),
        element("circle", class_="glass", cx=126, cy=84, r=20),
        flow((146, 84), (262, 84), kind="wire"),
        box(180, 66, 36, 36),
        box(264, 56, 76, 56),
    ),
    words=(
        (113, 52, _("Transformer")),
        (198, 120, _("Meter")),
        (302, 88, _("Load")),
        (40, 72, _("Grid")),
    ),
    places={
        "transformer": (113, 124),
        "line": (240, 66),
        "meter": (198, 46),
        "load": (302, 132),
    },
)

CHILLER = Scene(
    shapes=(
        box(70, 22, 220, 32, "hot"),
        box(70, 128, 220, 32, "water"),
        flow((250, 128), (250, 112)),
        machine(250, 92, 20),
        flow((250, 72), (250, 54)),
        flow((110, 54), (110, 82)),
        element("path", class_="body", d="M102 82 l16 20 h-16 l16 -20 z"),
        flow((110, 102), (110, 128)),
        flow((340, 92), (272, 92), kind="wire"),
        flow((16, 144), (68, 144)),
    ),
    words=(
        (180, 42, _("Condenser")),
        (180, 148, _("Evaporator")),
        (180, 96, _("Compressor")),
        (316, 82, _("Electricity")),
    ),
    places={
        "condenser": (320, 38),
        "evaporator": (320, 144),
        "power": (316, 110),
        "load": (40, 126),
        "chiller": (50, 72),
    },
)
