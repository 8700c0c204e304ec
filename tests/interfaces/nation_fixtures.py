"""Things of the policy role, one for each kind of address."""

import json
import tempfile
from pathlib import Path

import numpy as np
from django.utils import timezone

from scp_centre.methods.inputoutput import calculate_accounts
from scp_centre.roles.policy.actions.briefs import add_comment, open_consultation
from scp_centre.roles.policy.actions.global_tables import keep_world
from scp_centre.roles.policy.global_tables.conversion import ACCOUNTS
from scp_centre.roles.policy.models import Brief, Instrument, Scenario, Table


def small_world(person):
    """A world of two countries with one sector each, kept as the command keeps one."""
    folder = Path(tempfile.mkdtemp())
    Y, F = np.array([[6.0, 1.0], [2.0, 5.0]]), np.array([[3.0, 4.0]])
    accounts = calculate_accounts(np.ones((2, 2)), Y, F, regions=2)
    for name in ACCOUNTS:
        np.save(folder / f"{name}.npy", getattr(accounts, name))
    kept = (("Y", Y), ("F", F), ("F_Y", np.zeros((1, 2))), ("Z", np.ones((2, 2), np.float32)))
    for name, array in kept:
        np.save(folder / f"{name}.npy", array)
    about = {
        "source": "wiod",
        "year": 2014,
        "money": "million USD",
        "regions": ["Verdania", "Elsewhere"],
        "sectors": ["All"],
        "indicators": [["ghg", "Greenhouse gases", "t CO2e"]],
    }
    (folder / "world.json").write_text(json.dumps(about))
    return keep_world(about, folder, "World", acting_user=person)


def policy_things(people):
    """One thing of the nation for each kind of address; the brief is put to the public."""
    table = Table.objects.get(year=2023)
    scenario = Scenario.objects.get(title="Cement standard")
    brief = Brief.objects.get()
    day = timezone.localdate()
    opened = open_consultation(brief, "Is it right?", day, acting_user=people["analyst"])
    comment = add_comment(opened, 1, "Ada", "", "It is late.", acting_user=None)
    of_table, of_scenario = {"pk": table.pk}, {"pk": scenario.pk}
    of_indicator = of_table | {"code": "ghg"}
    of_brief, of_entry = {"slug": brief.slug}, {"pk": Instrument.objects.get().pk}
    tables = ("policy_table", "remove_table", "table_file", "accounts_file", "scenarios")
    tables += ("balance_table", "upload_scenario", "compare_scenarios", "join_scenarios")
    tables += ("confirm_product",)
    one = ("scenario", "scenario_file", "scenario_result", "scenario_changes", "scenario_header")
    briefs = ("brief", "write_brief", "publish_brief", "remove_brief", "open_consultation")
    briefs += ("newest_scenarios",)
    entries = ("register_entry", "correct_instrument", "move_instrument", "set_goal")
    consultations = ("consultation", "comment_brief", "end_consultation", "consultation_record")
    of_world = {"pk": small_world(people["analyst"]).pk}
    return {
        **dict.fromkeys(("world", "remove_world"), of_world),
        **dict.fromkeys(("world_country", "nation_file"), of_world | {"region": 0}),
        "country_file": of_world | {"region": 0, "place": 0},
        **dict.fromkeys(tables, of_table),
        **dict.fromkeys(("hot_spots", "hot_spots_file"), of_table | {"side": "production"}),
        "compare_picture": of_table | {"form": "wide"},
        "new_scenario": of_table | {"type_": "tax"},
        **dict.fromkeys(("policy_indicator", "policy_chains", "policy_trend"), of_indicator),
        "policy_picture": of_indicator | {"name": "sides", "form": "wide"},
        **dict.fromkeys((*one, "remove_scenario", "compute_range"), of_scenario),
        "add_instrument": of_scenario | {"type_": "ban"},
        **dict.fromkeys(("change_instrument", "remove_instrument"), of_scenario | {"number": 1}),
        "scenario_picture": of_scenario | {"code": "ghg", "form": "wide"},
        **dict.fromkeys((*briefs, "brief_bundle"), of_brief),
        "brief_scenario": of_brief | {"number": 1},
        "brief_figure": of_brief | {"name": "sentence:ghg"},
        "brief_picture": of_brief | {"name": "picture:ghg.sides", "form": "wide"},
        "brief_document": of_brief | {"length": "2-pages", "ending": "pdf"},
        **dict.fromkeys(consultations, {"pk": opened.pk}),
        "answer_comment": {"pk": comment.pk},
        **dict.fromkeys(entries, of_entry),
    }
