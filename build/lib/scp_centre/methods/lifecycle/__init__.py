"""Life cycle: what a demand causes over all processes that it sets going."""

from scp_centre.methods.lifecycle.inventory import Inventory, solve_inventory

__all__ = ["Inventory", "solve_inventory"]
