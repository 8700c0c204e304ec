"""What may be done in the benchmarks role, and by whom."""

from scp_centre.centre.registry.permissions import (
    ASSOCIATION,
    DIRECTOR,
    EVERYBODY,
    REVIEWER,
    STATISTICIAN,
    Act,
)

ACTS = (
    Act("see_releases", "See the benchmarks that were released", EVERYBODY),
    Act("see_plants", "See the plants behind a benchmark", (STATISTICIAN, REVIEWER)),
    Act("keep_benchmark", "Define a benchmark and gather its plants", (STATISTICIAN,)),
    Act(
        "propose_target",
        "Propose a target for a sector and consult on it",
        (STATISTICIAN, ASSOCIATION, DIRECTOR),
    ),
    Act("comment_target", "Comment on a proposed target", EVERYBODY),
    Act("adopt_target", "Adopt a target after consultation", (DIRECTOR,)),
    Act("release_benchmark", "Release a benchmark to the public", (STATISTICIAN,)),
)
