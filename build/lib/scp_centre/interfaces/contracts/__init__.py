"""The machine interface of the methods: one contract per method, for command line and API alike."""

from scp_centre.interfaces.contracts.registry import Contract, contract, contracts, run

__all__ = ["Contract", "contract", "contracts", "run"]
