"""What may be done in the benchmarks role, and by whom."""

from scp_centre.centre.registry.permissions import (
    ASSOCIATION,
    COMPANY,
    DIRECTOR,
    EVERYBODY,
    REVIEWER,
    STATISTICIAN,
    Act,
)
from scp_centre.methods.messages import _

ACTS = (
    Act("see_releases", _("See released benchmarks"), EVERYBODY),
    Act("see_plants", _("See the plants behind a benchmark"), (STATISTICIAN, REVIEWER)),
    Act("keep_benchmark", _("Define a benchmark and import its plants"), (STATISTICIAN,)),
    Act(
        "propose_target",
        _("Propose a target for a sector and consult on it"),
        (STATISTICIAN, ASSOCIATION, DIRECTOR),
    ),
    Act("comment_target", _("Comment on a proposed target"), EVERYBODY),
    Act("adopt_target", _("Adopt a target after consultation"), (DIRECTOR,)),
    Act(
        "see_participation",
        _("See how many companies take part in a benchmark and what is still needed to release it"),
        (STATISTICIAN, ASSOCIATION, REVIEWER, DIRECTOR),
    ),
    Act("save_own_score", _("Save a score for one of your company's plants"), (COMPANY,)),
    Act("release_benchmark", _("Release a benchmark to the public"), (STATISTICIAN,)),
)
