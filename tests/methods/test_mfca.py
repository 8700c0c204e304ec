"""MFCA: golden cases of docs/methods/mfca.md, and conservation of cost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scp_centre.methods.errors import FlowNetworkError, InvalidValueError, MissingValueError
from scp_centre.methods.mfca import CostCentre, CostFlow, allocate_costs

QC1 = CostCentre("QC1", energy_cost=50, system_cost=800, waste_management_cost=80)
QC2 = CostCentre("QC2", energy_cost=40, system_cost=160, waste_management_cost=20)


def flow(source, target, mass, kind, cost=None, material="m"):
    return CostFlow(source, target, material, mass, kind, cost)


ONE = [
    flow(None, "QC1", 100, "input", 1000),
    flow("QC1", None, 70, "product"),
    flow("QC1", None, 30, "loss"),
]


def two(*, label_in="m", label_aux="aux", label_product="m", label_loss="m"):
    return [
        flow(None, "QC1", 100, "input", 1000),
        flow("QC1", "QC2", 70, "product", material=label_in),
        flow("QC1", None, 30, "loss"),
        flow(None, "QC2", 10, "input", 200, material=label_aux),
        flow("QC2", None, 72, "product", material=label_product),
        flow("QC2", None, 8, "loss", material=label_loss),
    ]


def test_one_centre():
    result = allocate_costs([QC1], ONE)
    centre = result.centres[0]
    assert centre.product.as_dict() == pytest.approx(
        {"material": 700, "energy": 35, "system": 560, "waste_management": 0, "total": 1295}
    )
    assert centre.loss.as_dict() == pytest.approx(
        {"material": 300, "energy": 15, "system": 240, "waste_management": 80, "total": 635}
    )
    assert result.total == pytest.approx(1930)


@pytest.mark.parametrize(
    "labels",
    [
        {},
        {"label_product": "mixture", "label_loss": "mixture"},
        {"label_loss": "sludge"},
        {"label_product": "good", "label_loss": "m", "label_in": "half", "label_aux": "half"},
    ],
    ids=["same label", "new label", "loss renamed", "all renamed"],
)
def test_two_centres_in_series(labels):
    result = allocate_costs([QC1, QC2], two(**labels))
    assert result.centres[1].product.total == pytest.approx(1525.50)
    assert result.centres[1].loss.total == pytest.approx(189.50)
    assert result.loss == pytest.approx(824.50)
    assert result.total == pytest.approx(2350.00)


def test_each_material_follows_its_own_split():
    flows = [
        flow(None, "QC1", 100, "input", 1000, "milk"),
        flow(None, "QC1", 50, "input", 100, "salt"),
        flow("QC1", None, 90, "product", material="milk"),
        flow("QC1", None, 20, "product", material="salt"),
        flow("QC1", None, 10, "loss", material="milk"),
        flow("QC1", None, 30, "loss", material="salt"),
    ]
    result = allocate_costs([CostCentre("QC1")], flows)
    assert result.product_costs.material == pytest.approx(900 + 40)
    assert result.loss_costs.material == pytest.approx(100 + 60)


def test_a_tracked_loss_takes_its_own_material_and_the_rest_goes_on():
    """100 kg of hide, 20 kg of salt; 40 kg of trimmings are hide, leather takes the rest."""
    flows = [
        flow(None, "QC1", 100, "input", 1000, "hide"),
        flow(None, "QC1", 20, "input", 40, "salt"),
        flow("QC1", None, 80, "product", material="leather"),
        flow("QC1", None, 40, "loss", material="hide"),
    ]
    result = allocate_costs([CostCentre("QC1")], flows)
    assert result.loss_costs.material == pytest.approx(400)
    assert result.product_costs.material == pytest.approx(640)


def test_recycling_is_solved_as_a_loop():
    """30 of 100 go back: by hand, 70 kg of product carry 1000 + 50 + 800 in all."""
    flows = [
        flow(None, "QC1", 70, "input", 1000),
        flow("QC1", "QC1", 30, "recycled"),
        flow("QC1", None, 70, "product"),
    ]
    result = allocate_costs([CostCentre("QC1", energy_cost=50, system_cost=800)], flows)
    assert result.product == pytest.approx(1850)
    assert result.centres[0].product.total == pytest.approx(1850 / 0.7)


def test_a_better_key_than_mass():
    result = allocate_costs([CostCentre("QC1", energy_cost=100, product_share=0.9)], ONE)
    assert result.product_costs.energy == pytest.approx(90)


def test_stock_change_takes_its_share():
    flows = [
        flow(None, "QC1", 100, "input", 1000),
        flow("QC1", None, 60, "product"),
        flow("QC1", None, 40, "stock"),
    ]
    result = allocate_costs([CostCentre("QC1")], flows)
    assert (result.product, result.stock) == (pytest.approx(600), pytest.approx(400))


@pytest.mark.parametrize(
    ("centres", "flows", "error", "words"),
    [
        (
            [CostCentre("A"), CostCentre("B")],
            [
                flow(None, "A", 1, "input", 5),
                flow("A", "B", 1, "product"),
                flow("B", "A", 1, "recycled"),
            ],
            FlowNetworkError,
            "circulate and never leave",
        ),
        (
            [CostCentre("A", energy_cost=5)],
            [flow(None, "A", 1, "input", 5)],
            FlowNetworkError,
            "Costs or material enter centre '",
        ),
        (
            [CostCentre("A", waste_management_cost=5)],
            [flow(None, "A", 1, "input", 5), flow("A", None, 1, "product")],
            FlowNetworkError,
            "but no loss to which it can be allocated.",
        ),
        (
            [CostCentre("A")],
            [flow(None, "A", 1, "input", 5), flow("A", None, 0, "product")],
            FlowNetworkError,
            "mass of 0",
        ),
    ],
)
def test_networks_that_cannot_carry_their_costs(centres, flows, error, words):
    with pytest.raises(error, match=words):
        allocate_costs(centres, flows)


def test_bad_flows_are_refused():
    with pytest.raises(InvalidValueError, match="negative mass"):
        flow(None, "A", -1, "input", 5)
    with pytest.raises(MissingValueError, match="has no cost"):
        flow(None, "A", 1, "input")
    with pytest.raises(
        InvalidValueError, match="The type 'input' is not valid for the flow A -> None"
    ):
        flow("A", None, 1, "input", 5)


@st.composite
def plants(draw):
    """A line of centres with auxiliaries, losses and recycling from any centre to any before it."""
    n = draw(st.integers(1, 7))
    money, mass = st.floats(0, 1e5), st.floats(0.1, 1e4)
    labels = st.sampled_from(["m", "n", "mixture"])
    centres = [CostCentre(f"c{i}", draw(money), draw(money), draw(money)) for i in range(n)]
    flows = [flow(None, "c0", draw(mass), "input", draw(money), draw(labels))]
    for i in range(n):
        target = f"c{i + 1}" if i + 1 < n else None
        flows.append(flow(f"c{i}", target, draw(mass), "product", material=draw(labels)))
        flows.append(flow(f"c{i}", None, draw(mass), "loss", material=draw(labels)))
        if draw(st.booleans()):
            flows.append(flow(None, f"c{i}", draw(mass), "input", draw(money), draw(labels)))
        if draw(st.booleans()):
            back = f"c{draw(st.integers(0, i))}"
            flows.append(flow(f"c{i}", back, draw(mass), "recycled", material=draw(labels)))
    return centres, flows


@given(plants())
def test_costs_in_are_costs_out_to_the_cent(plant):
    result = allocate_costs(*plant)
    assert result.total == pytest.approx(result.costs_in, abs=0.005, rel=1e-9)
    for _, costs in result.flows:
        assert min(costs.as_dict().values()) >= -1e-6


def test_a_solvent_that_goes_round_for_ever_still_hands_on_what_it_costs():
    """10 kg of solvent circulate, found again in full; the 5 kg that top it up cannot stay."""
    flows = [
        flow(None, "QC1", 100, "input", 1000, "steel"),
        flow(None, "QC1", 5, "input", 50, "solvent"),
        flow("QC1", "QC1", 15, "recycled", material="solvent"),
        flow("QC1", None, 100, "product", material="steel"),
    ]
    result = allocate_costs([CostCentre("QC1")], flows)
    assert result.product == pytest.approx(1050)
