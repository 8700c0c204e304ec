"""One right input of each method of the machine interface."""

import os
import subprocess
import sys
from pathlib import Path

from tests.methods.test_credentials import VECTOR, VECTOR_KEY

SOURCE = Path(__file__).parents[2] / "src"

A = [[0.15, 0.25], [0.20, 0.05]]  # Miller and Blair
EXAMPLES = {
    "reconcile": {
        "nodes": ["A"],
        "streams": [
            {"id": "in1", "from": None, "to": "A", "value": 100, "sd": 2},
            {"id": "in2", "from": None, "to": "A", "value": 50, "sd": 1},
            {"id": "out1", "from": "A", "to": None, "value": 90, "sd": 3},
            {"id": "out2", "from": "A", "to": None, "value": 54, "sd": 2},
        ],
    },
    "mfca": {
        "centres": [
            {"id": "QC1", "energy_cost": 50, "system_cost": 800, "waste_management_cost": 80}
        ],
        "flows": [
            {"from": None, "to": "QC1", "material": "m", "mass": 100, "cost": 1000},
            {"from": "QC1", "to": None, "material": "m", "mass": 70, "kind": "product"},
            {"from": "QC1", "to": None, "material": "m", "mass": 30, "kind": "loss"},
        ],
    },
    "ghg": {
        "gwp_set": "AR6",
        "activities": [
            {"fuel": "natural_gas", "energy_tj": 1},
            {"fuel": "gas_diesel_oil", "mass_t": 10},
            {"gas": "R-410A", "mass_kg": 2},
            {"electricity_mwh": 100, "factor_kg_per_kwh": 0.5},
        ],
    },
    "appraise": {"investment": 12000, "annual_saving": 5000, "years": 5, "discount_rate": 0.1},
    "savings": {
        "coefficients": {"intercept": 2.0, "slopes": {"output": 0.5}},
        "reporting": {"use": [44.0], "drivers": {"output": [100.0]}},
    },
    "dea": {
        "units": list("ABCDEFGH"),
        "inputs": [[v] for v in (2, 3, 3, 4, 5, 5, 6, 8)],
        "outputs": [[v] for v in (1, 3, 2, 3, 4, 2, 5, 5)],
        "orientation": "input",
        "rts": "vrs",
    },
    "sfa": {
        "y": [1.0, 1.9, 3.2, 3.1, 5.0, 6.1, 5.9, 8.0, 9.1, 8.2, 11.0, 12.1],
        "X": [[float(i)] for i in range(1, 13)],
        "distribution": "half-normal",
        "kind": "production",
    },
    "disclosure": {
        "cells": [{"id": "x", "contributions": [60, 25, 5, 4, 3, 3]}],
        "minimum_contributors": 5,
        "dominance": {"n": 2, "percent": 85},
        "p_percent": 10,
    },
    "target": {
        "method": "contraction",
        "base_year": 2020,
        "target_year": 2030,
        "base": 1000,
        "rate": 0.042,
    },
    "teams": {
        "participants": [
            {"id": f"p{i}", "organisation": f"o{i % 3}", "sector": "food", "experience": i}
            for i in range(9)
        ],
        "pins": [["p0", "p3"]],
        "together": False,
    },
    "verify": {
        "credential": VECTOR,
        "at": "2026-11-24T00:00:00Z",
        "keys": {f"did:key:{VECTOR_KEY}#{VECTOR_KEY}": VECTOR_KEY},
    },
    "criteria": {
        "scheme": {
            "id": "guest-house",
            "version": "1",
            "title": "Green guest house",
            "measures": {
                "water": {"title": "Water used in a year", "unit": "m3"},
                "nights": {"title": "Guest nights in a year"},
            },
            "criteria": [
                {
                    "id": "1",
                    "title": "Water",
                    "rule": {"value": "1000 * water / nights", "at most": 200, "unit": "l a night"},
                }
            ],
        },
        "evidence": {
            "water": {"value": 300_000, "unit": "l", "source": "figure 1"},
            "nights": {"value": 2_000},
        },
    },
    "claims": {"text": "Eco-friendly and 30 % less plastic", "language": "en"},
    "io-accounts": {
        "Z": [[150, 500], [200, 100]],
        "Y": [[350, 0], [1500, 200]],
        "F": [[2000, 1000], [10, 40]],
    },
    "io-price": {"A": A, "value_added": [0.65, 0.70], "tax": [0.10, 0]},
    "io-paths": {"A": A, "s": [1, 2], "y": [350, 1700], "top": 3},
    "scenario": {
        "table": {
            "year": 2020,
            "money": "million",
            "sectors": ["A", "M"],
            "categories": [{"code": "hh", "kind": "household"}, {"code": "x", "kind": "export"}],
            "indicators": [{"code": "ghg", "unit": "kt CO2e"}],
            "Z": [[150, 500], [200, 100]],
            "Y": [[300, 50], [1500, 200]],
            "V": [650, 1400],
            "F": [[2000, 1000]],
        },
        "scenario": {
            "title": "A tax on agriculture",
            "first": 2025,
            "last": 2026,
            "instruments": [
                {
                    "type": "tax",
                    "title": "Tax",
                    "basis": "the textbook's",
                    "start": 2025,
                    "sectors": ["A"],
                    "rate": {"low": 0.05, "likely": 0.10, "high": 0.15},
                    "elasticity": -0.2,
                }
            ],
        },
    },
    "lca": {
        "technosphere": {
            "n": 2,
            "row": [0, 0, 1],
            "col": [0, 1, 0],
            "value": [-2.0, 100.0, 10.0],
        },
        "biosphere": {
            "m": 3,
            "row": [0, 0, 1, 1, 2],
            "col": [0, 1, 0, 1, 1],
            "value": [1.0, 10.0, 0.1, 2.0, -50.0],
        },
        "characterisation": [1.0, 0.0, 0.0],
        "demand": {"1": 1000},
        "uncertainty": {"biosphere": [{"kind": "lognormal", "sigma": 0.2}, None, None, None, None]},
        "runs": 100,
        "compare": {"1": 900},
        "screen": 3,
    },
    "opinion": {
        "votes": [[i, j, 1 if (i < 8) == (j < 4) else -1] for i in range(16) for j in range(8)],
    },
    "delphi": {"rounds": [{"a": 10, "b": 20, "c": 40}, {"a": 15, "b": 20, "c": 30}]},
    "symbiosis": {
        "supply": [40, 60, 50],
        "demand": [30, 50, 45],
        "value_per_tonne": 20,
        "transport_per_tonne": [[8, 6, 10], [9, 12, 13], [14, 9, 16]],
        "robust": True,
        "ladder": True,
    },
    "match": {
        "offers": [
            {
                "id": "ash",
                "kind": "offer",
                "organisation": "Power station",
                "waste_code": "10 01 02",
                "description": "fly ash of hard coal",
                "tonnes": 1200,
                "period": "year",
                "composition": {"carbon": [2, 4]},
                "state": "solid",
                "disposal_cost": 30,
                "place": {"latitude": 48.0, "longitude": 11.0},
            }
        ],
        "needs": [
            {
                "id": "cement",
                "kind": "need",
                "organisation": "Cement works",
                "waste_codes": ["10 01"],
                "description": "pulverised fuel ash for cement",
                "tonnes": 50,
                "period": "month",
                "tolerances": {"carbon": [0, 5]},
                "states": ["solid"],
                "price": 15,
                "place": {"latitude": 48.0, "longitude": 12.0},
            }
        ],
        "top": 3,
        "transport_cost": 0.1,
    },
    "trade": {
        "exports": [[100, 80, 0, 20], [50, 0, 30, 0], [0, 40, 60, 10], [10, 0, 0, 70]],
        "definition": "ecomplexity",
    },
    "export-potential": {
        "flows": [[[10, 20], [5, 0]], [[30, 40], [20, 10]], [[60, 40], [75, 90]]],
    },
    "ocds-check": {
        "package": {
            "version": "1.1",
            "releases": [
                {
                    "ocid": "ocds-1",
                    "id": "1",
                    "date": "2026-01-01T00:00:00Z",
                    "tag": ["tender"],
                    "initiationType": "tender",
                    "tender": {"id": "t", "value": {"amount": 5, "currency": "EUR"}},
                }
            ],
        }
    },
    "tender-match": {
        "product": {"cpv": "15540000-5", "hs": "0406.90", "words": ["queso"]},
        "tenders": [
            {
                "ocid": "ocds-1",
                "date": "2026-01-01T00:00:00Z",
                "tag": ["tender"],
                "tender": {
                    "title": "Suministro de queso",
                    "items": [{"id": "1", "classification": {"scheme": "CPV", "id": "15543000"}}],
                },
            }
        ],
    },
    "search-evaluate": {
        "documents": [
            {"id": "a", "title": "Rinsing", "text": "water in plating"},
            {"id": "b", "title": "Kilns", "text": "bricks fired with less coal"},
            {"id": "c", "title": "Dyeing", "text": "less water in a bath of dye"},
        ],
        "queries": [{"id": "1", "text": "dyeing with less water"}, {"id": "2", "text": "bricks"}],
        "qrels": "1 0 c 2\n1 0 a 1\n2 0 b 1\n",
        "engine": "lexical",
    },
}


def command(*words, text=""):
    return subprocess.run(
        [sys.executable, "-m", "scp_centre.interfaces.cli.main", *words],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )
