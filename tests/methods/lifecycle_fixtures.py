"""Systems for the tests of life cycle: published cases, random ones, a generated large one."""

import json

import numpy as np
import scipy.sparse as sp

from scp_centre.methods.lifecycle import UncertainModel, read_entries, read_spreads
from scp_centre.methods.lifecycle.spread import Kind, Spread
from tests.shared_data import DATA

FOLDER = DATA / "lca"


def published_cases():
    """Return the cases in the form of the contract; none where the data are not there."""
    file = FOLDER / "cases.json"
    if not file.exists():
        return []
    return [c for c in json.loads(file.read_text("utf-8")) if isinstance(c.get("input"), dict)]


def random_system(generator, n, *, avoided=False):
    """Return A, B, c of n processes whose loops give back less than they take."""
    taken = generator.lognormal(-1, 1, (n, n)) * (generator.random((n, n)) < 0.3)
    np.fill_diagonal(taken, 0)
    taken *= np.minimum(1, 0.8 / np.maximum(taken.sum(axis=0), 1e-12))
    if avoided:
        taken *= generator.choice([1, -1], (n, n), p=[0.8, 0.2])
    units = generator.lognormal(0, 2, n)  # products in units of any size
    A = (np.eye(n) - taken) * units[:, None] / units
    A = A * generator.lognormal(0, 1, n)
    B = generator.standard_normal((5, n)) * (generator.random((5, n)) < 0.6)
    return A, B, generator.standard_normal(5)


def uncertain_system(A, B, c, of_A, of_B):
    """Return a model whose entries have one spread each, but for the outputs, which have none."""
    parts = []
    for matrix, spread, name in ((A, of_A, "technosphere"), (B, of_B, "biosphere")):
        entries = sp.coo_matrix(matrix)
        read = read_entries(matrix.shape, entries.row, entries.col, entries.data, name=name)
        is_output = (read.row == read.col) & (name == "technosphere")
        spreads = [None if output else spread for output in is_output]
        parts.append((read, read_spreads(read.value, spreads, name=name)[0]))
    (technosphere, of_t), (biosphere, of_b) = parts
    return UncertainModel.of(technosphere, biosphere, np.atleast_2d(c), of_t, of_b)


def layered_system(n, *, seed=1):
    """Return A, B, c of n processes: a loop of a fortieth of them, and chains above it."""
    rng = np.random.default_rng(seed)
    core = max(20, n // 40)
    col = np.repeat(np.arange(n), 6)
    span = np.where(col < core, core, np.maximum(col, 1))
    row = (span * rng.random(len(col)) ** 2).astype(int)
    keep = row != col
    row, col = row[keep], col[keep]
    amount = rng.lognormal(-3, 1, len(row))
    total = np.bincount(col, amount, n)
    amount *= np.minimum(1, 0.7 / np.maximum(total, 1e-12))[col]
    A = sp.identity(n, format="csc") - sp.csc_matrix((amount, (row, col)), (n, n))
    B = sp.random(10, n, 0.3, "csc", rng=rng)
    return A, B, rng.random(10)


def lognormal(sigma):
    return Spread(Kind.LOGNORMAL, sigma)
