"""Sketches of compressed air, boilers and steam."""

from scp_centre.methods.messages import _
from scp_centre.roles.production.pictures.sketches.elements import (
    Scene,
    box,
    flame,
    flow,
    line,
    machine,
    spray,
    valve,
)

COMPRESSED_AIR = Scene(
    shapes=(
        flow((12, 70), (64, 70)),
        flow((90, 150), (90, 97), kind="wire"),
        machine(90, 70, 26),
        line((116, 70), (150, 70)),
        box(150, 42, 50, 56),
        line((200, 70), (345, 70)),
        line((240, 70), (240, 104)),
        spray(240, 104),
        flow((315, 70), (315, 112)),
    ),
    words=(
        (34, 56, _("Air")),
        (90, 36, _("Compressor")),
        (134, 168, _("Electricity")),
        (175, 34, _("Receiver")),
        (240, 160, _("Leak")),
        (315, 160, _("Nozzle")),
    ),
    places={
        "intake": (34, 92),
        "power": (116, 140),
        "outlet": (133, 113),
        "receiver": (175, 112),
        "leak": (240, 136),
        "nozzle": (305, 132),
        "mains": (262, 50),
    },
)

BOILER = Scene(
    shapes=(
        box(120, 70, 120, 66, "hot"),
        box(128, 78, 104, 22, "water"),
        flame(142, 132),
        flow((30, 122), (118, 122), kind="heat"),
        flow((30, 96), (118, 96)),
        line((238, 70), (238, 34), (270, 34)),
        flow((270, 34), (345, 34)),
        box(120, 22, 22, 48),
        flow((131, 22), (131, 6), kind="heat"),
        flow((200, 136), (200, 174)),
    ),
    words=(
        (180, 122, _("Boiler")),
        (58, 140, _("Fuel and air")),
        (60, 84, _("Feedwater")),
        (300, 24, _("Steam")),
        (90, 30, _("Stack")),
        (252, 168, _("Blowdown")),
    ),
    places={
        "fuel": (60, 160),
        "air": (100, 160),
        "feedwater": (98, 60),
        "steam": (300, 54),
        "stack": (188, 50),
        "blowdown": (190, 156),
        "boiler": (222, 118),
    },
)

STEAM_NETWORK = Scene(
    shapes=(
        box(20, 62, 64, 52, "hot"),
        flame(42, 110),
        line((52, 62), (52, 36), (180, 36)),
        flow((180, 36), (220, 36)),
        box(222, 20, 90, 40),
        line((265, 60), (265, 92)),
        valve(265, 92),
        line((265, 100), (265, 134)),
        box(190, 116, 50, 40, "water"),
        flow((265, 134), (242, 134)),
        flow((190, 140), (130, 140), (60, 140), (60, 116)),
        flow((215, 116), (215, 88), (160, 88)),
        flow((98, 174), (98, 142)),
        line((130, 36), (130, 46)),
        spray(130, 46),
    ),
    words=(
        (52, 82, _("Boiler")),
        (267, 44, _("Steam user")),
        (304, 97, _("Trap")),
        (262, 176, _("Condensate")),
        (150, 106, _("Flash steam")),
        (154, 178, _("Make-up water")),
    ),
    places={
        "boiler": (68, 100),
        "main": (92, 20),
        "leak": (130, 74),
        "trap": (300, 118),
        "condensate": (152, 157),
        "pressure_side": (288, 148),
        "flash": (150, 122),
        "makeup": (80, 158),
    },
)

DEAERATOR = Scene(
    shapes=(
        box(120, 86, 130, 52, "water"),
        box(160, 52, 46, 34),
        flow((183, 52), (183, 16), kind="heat"),
        flow((40, 66), (158, 66)),
        flow((340, 66), (208, 66), kind="heat"),
        flow((210, 138), (210, 168), (330, 168)),
    ),
    words=(
        (183, 118, _("Deaerator")),
        (140, 24, _("Vent")),
        (70, 56, _("Make-up water")),
        (300, 56, _("Steam")),
        (290, 158, _("Feedwater")),
    ),
    places={
        "vent": (214, 30),
        "makeup": (70, 84),
        "steam": (300, 84),
        "feedwater": (188, 158),
    },
)
