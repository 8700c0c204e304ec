"""Sketches of furnaces, insulation, tanks and heat exchangers."""

from scp_centre.methods.messages import _, p_
from scp_centre.roles.production.pictures.sketches.elements import (
    Scene,
    box,
    flame,
    flow,
    line,
    open_tank,
)

FURNACE = Scene(
    shapes=(
        box(90, 52, 190, 74, "hot"),
        flow((14, 104), (88, 104), kind="heat"),
        flame(110, 118),
        box(236, 18, 22, 34),
        flow((247, 18), (247, 4), kind="heat"),
        flow((14, 84), (88, 84)),
        box(276, 72, 12, 34, "glass"),
        flow((284, 89), (326, 89), kind="heat"),
        flow((70, 138), (312, 138)),
        box(150, 126, 26, 11),
        box(196, 126, 26, 11),
        flow((176, 20), (176, 64), (212, 64), (212, 20)),
    ),
    words=(
        (185, 100, _("Furnace")),
        (46, 122, _("Fuel")),
        (26, 74, _("Air")),
        (300, 26, _("Exhaust gas")),
        (318, 64, p_("of a furnace", "Opening")),
        (116, 158, _("Fixtures")),
        (96, 18, _("Cooling water")),
    ),
    places={
        "fuel": (46, 146),
        "air": (62, 66),
        "exhaust": (290, 42),
        "inside": (130, 82),
        "opening": (318, 110),
        "ambient": (338, 140),
        "fixtures": (200, 160),
        "entering": (52, 148),
        "leaving": (282, 160),
        "water": (194, 40),
        "water_in": (158, 40),
        "water_out": (224, 40),
        "heat_share": (236, 82),
    },
)

PIPE = Scene(
    shapes=(
        box(60, 62, 200, 60, "layer"),
        box(20, 78, 300, 28, "hot"),
        flow((30, 92), (312, 92), kind="heat"),
        line((20, 152), (320, 152), kind="thin"),
        line((20, 146), (20, 158), kind="thin"),
        line((320, 146), (320, 158), kind="thin"),
        line((12, 78), (12, 106), kind="thin"),
        flow((338, 26), (280, 50)),
    ),
    words=(
        (160, 54, _("Insulation")),
        (160, 170, _("Length")),
        (300, 22, _("Air")),
    ),
    places={
        "length": (226, 168),
        "diameter": (20, 60),
        "surface": (290, 124),
        "ambient": (262, 30),
        "thickness": (104, 40),
        "conductivity": (104, 134),
        "jacket": (226, 48),
    },
)

HOT_WALL = Scene(
    shapes=(
        box(40, 30, 120, 126, "hot"),
        box(160, 30, 12, 126),
        box(172, 30, 34, 126, "layer"),
        flow((206, 92), (262, 92), kind="heat"),
        line((24, 30), (24, 156), kind="thin"),
    ),
    words=(
        (100, 98, _("Tank or furnace")),
        (150, 22, p_("of a tank", "Wall")),
        (232, 26, _("Insulation")),
        (300, 90, _("Air")),
    ),
    places={
        "height": (24, 60),
        "area": (130, 60),
        "surface": (148, 130),
        "thickness": (189, 50),
        "conductivity": (189, 130),
        "jacket": (226, 60),
        "ambient": (300, 112),
    },
)

HOT_TANK = Scene(
    shapes=(
        open_tank(90, 70, 180, 86),
        line((88, 64), (272, 64), kind="dashed"),
        flow((140, 60), (140, 22), kind="heat"),
        flow((180, 60), (180, 22), kind="heat"),
        flow((220, 60), (220, 22), kind="heat"),
    ),
    words=(
        (180, 140, _("Hot liquid")),
        (310, 68, _("Cover")),
        (310, 24, _("Air")),
    ),
    places={
        "surface": (120, 88),
        "liquid": (180, 116),
        "air": (310, 42),
        "loss": (96, 38),
    },
)

EXCHANGER = Scene(
    shapes=(
        box(130, 46, 100, 92),
        flow((20, 70), (340, 70), kind="heat"),
        flow((340, 114), (20, 114)),
        line((130, 92), (230, 92), kind="dashed"),
    ),
    words=(
        (180, 38, _("Heat exchanger")),
        (56, 58, _("Hot stream")),
        (302, 134, _("Cold stream")),
    ),
    places={
        "flow": (64, 132),
        "hot": (64, 88),
        "cold": (290, 96),
        "exchanger": (180, 154),
    },
)

DRIVE = Scene(
    shapes=(
        flow((14, 92), (66, 92), kind="wire"),
        box(66, 66, 76, 52),
        line((142, 92), (196, 92), kind="wall"),
        box(176, 64, 10, 56),
        line((181, 64), (262, 52), kind="thin"),
        line((181, 120), (262, 132), kind="thin"),
        box(257, 52, 10, 80),
        line((267, 92), (290, 92), kind="wall"),
        box(290, 62, 56, 60),
    ),
    words=(
        (42, 56, _("Electricity")),
        (104, 96, _("Motor")),
        (222, 146, _("Belt or coupling")),
        (318, 96, _("Load")),
    ),
    places={
        "power": (36, 112),
        "motor": (104, 46),
        "shaft": (158, 76),
        "belt": (222, 92),
        "load": (318, 44),
        "speed": (262, 36),
        "drive": (104, 138),
    },
)
