"""How much of a machine one file may cost."""

from dataclasses import dataclass

MB = 1024**2


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a reader may use for one file.

    seconds : that somebody waits for it, and that it computes    output : bytes that it answers
    patience : seconds that somebody waits until a reader is free
    memory : bytes that the reader may use; at most limits.MOST_MEMORY
    """

    seconds: float
    output: int
    patience: float = 3.0
    memory: int = 1024 * MB


# A page thread waits for these: short, so that a crowd of slow files holds few threads briefly.
PAGE = Allowance(seconds=6.0, output=8 * MB)
PICTURE = Allowance(seconds=10.0, output=16 * MB, patience=10.0)  # of a room full of phones
WORKBOOK = Allowance(seconds=30.0, output=128 * MB)
# A million readings come as one file, in a job.
MANY_ROWS = Allowance(seconds=600.0, output=4096 * MB, patience=120.0)
# A job waits in the background and holds no page.
JOB = Allowance(seconds=60.0, output=256 * MB, patience=120.0)
