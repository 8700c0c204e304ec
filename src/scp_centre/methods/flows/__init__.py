"""The flow model of a site: quantity centres, flows between them, balances, reconciliation."""

from scp_centre.methods.flows.balance import CentreBalance, balance_centres
from scp_centre.methods.flows.carrier import BALANCE_OF_KIND, Carrier
from scp_centre.methods.flows.model import (
    BALANCES,
    KINDS,
    LOSS_KINDS,
    Flow,
    FlowSystem,
    QuantityCentre,
)
from scp_centre.methods.flows.reconcile import Reconciliation, reconcile

__all__ = [
    "BALANCES",
    "BALANCE_OF_KIND",
    "Carrier",
    "KINDS",
    "LOSS_KINDS",
    "CentreBalance",
    "Flow",
    "FlowSystem",
    "QuantityCentre",
    "Reconciliation",
    "balance_centres",
    "reconcile",
]
