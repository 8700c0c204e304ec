"""The small economy on which scenarios are checked by hand."""

import numpy as np

from scp_centre.methods.scenarios import Category, Economy, Indicator, Scenario

# Miller and Blair's two sectors, demand split between buyers at home and abroad.
Z = np.array([[150.0, 500.0], [200.0, 100.0]])
Y = np.array([[250.0, 50.0, 80.0, -30.0], [1200.0, 300.0, 200.0, 0.0]])
CATEGORIES = (
    Category("hh", "Households", "household"),
    Category("gov", "Government", "government"),
    Category("exp", "Exports", "export"),
    Category("imp", "Imports", "import"),
)
F = np.array([[2000.0, 1000.0], [10.0, 40.0]])
INDICATORS = (Indicator("ghg", "Greenhouse gases", "kt CO2e"), Indicator("jobs", "Jobs", "1"))
V = np.array([650.0, 1400.0])


def economy(**other):
    blocks = {"Z": Z, "Y": Y, "V": V, "F": F, **other}
    return Economy(
        "Twoland",
        2020,
        "million",
        ("A", "M"),
        ("Agriculture", "Manufacture"),
        CATEGORIES,
        INDICATORS,
        **blocks,
    )


def scenario(*instruments, **more):
    common = {"title": "T", "basis": "assumed for the test", "start": 2025}
    return Scenario(
        title="S",
        first=2025,
        last=2025,
        instruments=[{**common, **i} for i in instruments],
        **more,
    )


A = Z / np.array([1000.0, 2000.0])
HOME, ABROAD = np.array([300.0, 1500.0]), np.array([80.0, 200.0])
OWN = np.array([1 - 30 / 950, 1.0])  # 30 of the 950 of A that are used at home are imported


def by_hand(A, home=HOME, own=OWN, abroad=ABROAD):
    """Return output: imports keep their share in every use."""
    return np.linalg.solve(np.eye(2) - own[:, None] * A, own * home + abroad)
