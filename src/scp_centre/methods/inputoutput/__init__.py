"""Input-output: what an economy makes, and what it causes, to meet a demand."""

from scp_centre.methods.inputoutput.leontief import (
    consumption_account,
    multipliers,
    technical_coefficients,
    total_output,
)

__all__ = ["consumption_account", "multipliers", "technical_coefficients", "total_output"]
