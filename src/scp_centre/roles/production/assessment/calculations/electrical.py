"""Calculations of lighting, transformers and other electrical loads."""

from scp_centre.methods.messages import _
from scp_centre.methods.utilities import electricity
from scp_centre.roles.production.assessment.calculations.common_readings import (
    ELECTRICITY,
    HOURS,
    MEASUR,
)
from scp_centre.roles.production.assessment.calculations.model import EFFICIENCY, Calculation
from scp_centre.roles.production.assessment.calculations.model import Parameter as P

FIELD = _("Lighting and electricity")
CALCULATIONS = (
    Calculation(
        "lighting",
        _("Lighting"),
        _("electricity, kWh per year"),
        "kWh",
        _("number of lamps × (power × hours − new power × new hours) ÷ 1000"),
        "definition",
        (
            P("lamps", "", _("Number of lamps."), exact=True),
            P("power", "W", _("Power of one lamp, including its control gear.")),
            P("new_power", "W", _("Power of one new lamp, including its control gear.")),
            HOURS,
            P("new_hours", "h", _("Hours per year after the change.")),
        ),
        electricity.lighting_saving,
        worked="{lamps} × ({power} × {hours} − {new_power} × {new_hours}) ÷ 1000",
    ),
    Calculation(
        "power_factor",
        _("Power factor correction"),
        _("electricity, kWh per year"),
        "kWh",
        _("losses × hours × (1 − (pf ÷ new pf)²)"),
        "losses follow the square of the current",
        (
            P("line_losses", "kW", _("Losses in cables and transformers before the change.")),
            HOURS,
            P("power_factor", "1", _("Power factor before the change."), low=EFFICIENCY),
            P("wanted", "1", _("Power factor after correction."), low=EFFICIENCY),
        ),
        electricity.power_factor_loss_saving,
        worked="{line_losses} × {hours} × (1 − ({power_factor} ÷ {wanted})²)",
    ),
    Calculation(
        "transformer",
        _("Transformer with lower losses"),
        ELECTRICITY,
        "kWh",
        _(
            "(P0 + Pk × load²) × hours, current − new; load of the new transformer relative to "
            "its own rating"
        ),
        "losses at no load and at load; Best Practice Manual Transformers, BEE India",
        (
            P("no_load", "kW", _("No-load loss of the existing transformer.")),
            P("load_loss", "kW", _("Load loss of the existing transformer at full load.")),
            P("load", "1", _("Mean load as a share of the existing rating."), high=1.5),
            HOURS,
            P("new_no_load", "kW", _("No-load loss of the new transformer.")),
            P("new_load_loss", "kW", _("Load loss of the new transformer at full load.")),
            P("rating_ratio", "1", _("Existing rating divided by the new rating."), 1.0, high=20),
        ),
        electricity.transformer_saving,
        worked=(
            "({no_load} + {load_loss} × {load}² − {new_no_load} − {new_load_loss} × ({load} × "
            "{rating_ratio})²) × {hours}"
        ),
    ),
    Calculation(
        "idle_load",
        _("Switching off an idle load"),
        ELECTRICITY,
        "kWh",
        _("√3 × voltage × current × power factor ÷ 1000 × hours"),
        MEASUR,
        (
            P("voltage", "V", _("Phase-to-phase voltage.")),
            P("current", "A", _("Current in one phase.")),
            P("power_factor", "1", _("Power factor of the load."), low=EFFICIENCY),
            P("hours", "h", _("Hours per year during which the load will be switched off.")),
        ),
        electricity.idle_energy,
        worked="1.7320508 × {voltage} × {current} × {power_factor} ÷ 1000 × {hours}",
    ),
)
