"""Which sketch a calculation has, and where on it each of its readings is taken.

A reading without a place, such as the share that a change avoids, is decided, not read.
"""

from collections.abc import Mapping

from scp_centre.roles.production.pictures.sketches.air_and_steam import (
    BOILER,
    COMPRESSED_AIR,
    DEAERATOR,
    STEAM_NETWORK,
)
from scp_centre.roles.production.pictures.sketches.elements import Scene
from scp_centre.roles.production.pictures.sketches.heat import (
    DRIVE,
    EXCHANGER,
    FURNACE,
    HOT_TANK,
    HOT_WALL,
    PIPE,
)
from scp_centre.roles.production.pictures.sketches.machines import (
    CHILLER,
    ELECTRIC,
    FAN,
    LAMP,
    PUMP,
)
from scp_centre.roles.production.pictures.sketches.water_and_buildings import (
    BUCKET,
    BUILDING,
    RINSES,
    SUN,
    TOWER,
    WASTE_WATER,
)

CLOCK = "clock"  # hours a year, drawn in the corner of every sketch that asks for them
STEAM = {"pressure": "steam", "makeup": "feedwater", "efficiency": "boiler", "hours": CLOCK}
IN_FURNACE = {"hours": CLOCK, "heat_share": "heat_share"}
ON_DRIVE = {"power": "power", "hours": CLOCK}
MONTHS = {f"month_{number:02d}": "sun" for number in range(1, 13)}

Places = tuple[Scene, Mapping[str, str]]
SKETCHES: dict[str, Places] = {
    "compressed_air_leaks": (
        COMPRESSED_AIR,
        {"leak_flow": "leak", "specific_power": "power", "hours": CLOCK},
    ),
    "air_pressure": (
        COMPRESSED_AIR,
        {
            "power": "power",
            "hours": CLOCK,
            "gauge": "outlet",
            "new_gauge": "outlet",
            "atmosphere": "intake",
        },
    ),
    "air_intake": (
        COMPRESSED_AIR,
        {"power": "power", "hours": CLOCK, "temperature": "intake", "new_temperature": "intake"},
    ),
    "air_nozzles": (
        COMPRESSED_AIR,
        {
            "nozzles": "nozzle",
            "diameter": "nozzle",
            "new_diameter": "nozzle",
            "pressure": "mains",
            "specific_power": "power",
            "hours": CLOCK,
        },
    ),
    "air_off_load": (
        COMPRESSED_AIR,
        {"power": "power", "unloaded_share": "power", "hours": CLOCK, "time_share": CLOCK},
    ),
    "boiler_excess_air": (
        BOILER,
        {
            "fuel": "fuel",
            "oxygen": "stack",
            "new_oxygen": "stack",
            "rise": "stack",
            "new_rise": "stack",
        },
    ),
    "steam_leaks": (
        STEAM_NETWORK,
        {
            "holes": "leak",
            "diameter": "leak",
            "pressure": "main",
            "hours": CLOCK,
            "heat_": "main",
            "efficiency": "boiler",
        },
    ),
    "condensate_return": (
        STEAM_NETWORK,
        {
            "flow": "condensate",
            "hours": CLOCK,
            "temperature": "condensate",
            "makeup": "makeup",
            "efficiency": "boiler",
            "flash": "flash",
        },
    ),
    "flash_steam": (
        STEAM_NETWORK,
        {
            "flow": "pressure_side",
            "hours": CLOCK,
            "pressure": "pressure_side",
            "flash": "flash",
            "makeup": "makeup",
            "efficiency": "boiler",
        },
    ),
    "boiler_blowdown": (
        BOILER,
        {"flow": "steam", "rate": "blowdown", "new_rate": "blowdown"} | STEAM,
    ),
    "blowdown_heat": (BOILER, {"blowdown": "blowdown"} | STEAM),
    "economiser": (
        BOILER,
        {
            "fuel": "fuel",
            "oxygen": "stack",
            "stack": "stack",
            "new_stack": "stack",
            "air": "air",
        },
    ),
    "deaerator_vent": (
        DEAERATOR,
        {
            "feedwater": "feedwater",
            "hours": CLOCK,
            "rate": "vent",
            "new_rate": "vent",
            "pressure": "steam",
            "makeup": "makeup",
        },
    ),
    "steam_saved": (BOILER, {"flow": "steam"} | STEAM),
    "air_preheat": (
        FURNACE,
        {
            "fuel": "fuel",
            "oxygen": "exhaust",
            "exhaust": "exhaust",
            "air": "air",
            "new_air": "air",
        },
    ),
    "furnace_opening": (
        FURNACE,
        {
            "area": "opening",
            "view_factor": "opening",
            "inside": "inside",
            "ambient": "ambient",
            "emissivity": "inside",
            "open_share": CLOCK,
            "new_open_share": CLOCK,
        }
        | IN_FURNACE,
    ),
    "furnace_cooling_water": (
        FURNACE,
        {"flow": "water", "inlet": "water_in", "outlet": "water_out"} | IN_FURNACE,
    ),
    "furnace_fixtures": (
        FURNACE,
        {
            "mass": "fixtures",
            "new_mass": "fixtures",
            "heat_capacity": "fixtures",
            "entering": "entering",
            "leaving": "leaving",
        }
        | IN_FURNACE,
    ),
    "pipe_insulation": (
        PIPE,
        {
            "length": "length",
            "diameter": "diameter",
            "surface": "surface",
            "ambient": "ambient",
            "wind": "ambient",
            "hours": CLOCK,
            "thickness": "thickness",
            "conductivity": "conductivity",
            "emissivity": "surface",
            "jacket": "jacket",
        },
    ),
    "flat_insulation": (
        HOT_WALL,
        {
            "area": "area",
            "surface": "surface",
            "ambient": "ambient",
            "height": "height",
            "thickness": "thickness",
            "conductivity": "conductivity",
            "emissivity": "surface",
            "jacket": "jacket",
            "hours": CLOCK,
        },
    ),
    "tank_cover": (
        HOT_TANK,
        {
            "area": "surface",
            "liquid": "liquid",
            "air": "air",
            "avoided": "loss",
            "hours": CLOCK,
        },
    ),
    "heat_recovery": (
        EXCHANGER,
        {
            "flow": "flow",
            "hours": CLOCK,
            "hot": "hot",
            "cold": "cold",
            "effectiveness": "exchanger",
        },
    ),
    "gas_heat_recovery": (
        EXCHANGER,
        {
            "flow": "flow",
            "hours": CLOCK,
            "heat_capacity": "flow",
            "hot": "hot",
            "cold": "cold",
            "effectiveness": "exchanger",
        },
    ),
    "motor_replacement": (
        DRIVE,
        {
            "rated_power": "shaft",
            "load": "load",
            "hours": CLOCK,
            "efficiency": "motor",
            "new_efficiency": "motor",
        },
    ),
    "motor_size": (
        DRIVE,
        {
            "shaft_power": "shaft",
            "hours": CLOCK,
            "rated": "drive",
            "new_rated": "drive",
            "efficiency": "motor",
            "new_efficiency": "motor",
        },
    ),
    "variable_speed_drive": (
        PUMP,
        {
            "input_power": "power",
            "flow_share": "flow",
            "hours": CLOCK,
            "static": "head",
            "drive": "power",
            "now": "power",
        },
    ),
    "belt_drive": (DRIVE, {"efficiency": "belt", "new_efficiency": "belt"} | ON_DRIVE),
    "pump_efficiency": (
        PUMP,
        {
            "flow": "flow",
            "head": "head",
            "density": "liquid",
            "efficiency": "pump",
            "new_efficiency": "pump",
            "motor": "motor",
            "hours": CLOCK,
        },
    ),
    "pump_impeller": (PUMP, {"now": "impeller", "new": "impeller"} | ON_DRIVE),
    "throttled_valve": (
        PUMP,
        {
            "flow": "flow",
            "drop": "valve",
            "hours": CLOCK,
            "efficiency": "pump",
            "motor": "motor",
        },
    ),
    "fan_pressure": (
        FAN,
        {
            "flow": "flow",
            "drop": "drop",
            "new_drop": "drop",
            "efficiency": "fan",
            "motor": "motor",
            "hours": CLOCK,
        },
    ),
    "fan_speed": (FAN, {"now": "speed", "new": "speed"} | ON_DRIVE),
    "lighting": (
        LAMP,
        {
            "lamps": "lamps",
            "power": "power",
            "new_power": "new_power",
            "hours": CLOCK,
            "new_hours": CLOCK,
        },
    ),
    "power_factor": (
        ELECTRIC,
        {"line_losses": "line", "hours": CLOCK, "power_factor": "meter", "wanted": "meter"},
    ),
    "transformer": (
        ELECTRIC,
        {
            "no_load": "transformer",
            "load_loss": "transformer",
            "load": "load",
            "hours": CLOCK,
            "new_no_load": "transformer",
            "new_load_loss": "transformer",
            "rating_ratio": "transformer",
        },
    ),
    "idle_load": (
        ELECTRIC,
        {"voltage": "meter", "current": "meter", "power_factor": "meter", "hours": CLOCK},
    ),
    "chiller_cop": (
        CHILLER,
        {"load": "load", "hours": CLOCK, "cop": "chiller", "new_cop": "chiller"},
    ),
    "chiller_lift": (
        CHILLER,
        {
            "electricity": "power",
            "evaporating": "evaporator",
            "condensing": "condenser",
            "new_evaporating": "evaporator",
            "new_condensing": "condenser",
        },
    ),
    "cooling_tower_blowdown": (
        TOWER,
        {
            "circulation": "circulation",
            "range_": "range",
            "hours": CLOCK,
            "cycles": "cycles",
            "new_cycles": "cycles",
            "drift": "drift",
            "new_drift": "drift",
        },
    ),
    "once_through_cooling": (
        TOWER,
        {
            "flow": "circulation",
            "range_": "range",
            "hours": CLOCK,
            "cycles": "cycles",
            "drift": "drift",
        },
    ),
    "wall_insulation": (
        BUILDING,
        {
            "area": "wall",
            "transmittance": "wall",
            "new_transmittance": "wall",
            "degree_days": "outside",
            "heat_share": "heating",
        },
    ),
    "ventilation": (
        BUILDING,
        {
            "flow": "fan",
            "degree_hours": "outside",
            "temperature": "fan",
            "heat_share": "heating",
        },
    ),
    "photovoltaic": (
        SUN,
        {"peak_power": "panel", "performance_ratio": "system"} | MONTHS,
    ),
    "bucket": (BUCKET, {"volume": "bucket", "fill_time": "watch", "hours": CLOCK}),
    "rinse_flow": (
        RINSES,
        {"lines": "rinses", "flow": "water", "new_flow": "water", "hours": CLOCK},
    ),
    "rinse_cascade": (
        RINSES,
        {
            "drag_out": "drag_out",
            "ratio": "ratio",
            "stages": "rinses",
            "new_stages": "rinses",
            "hours": CLOCK,
        },
    ),
    "organic_load": (
        WASTE_WATER,
        {
            "flow": "inlet",
            "hours": CLOCK,
            "concentration": "inlet",
            "new_concentration": "inlet",
        },
    ),
    "biogas": (WASTE_WATER, {"load": "digester", "removed": "removed"}),
    "aeration": (
        WASTE_WATER,
        {
            "power": "aerator",
            "hours": CLOCK,
            "oxygen": "basin",
            "new_oxygen": "basin",
            "temperature": "basin",
        },
    ),
}
