"""The long work of this role: reading a life-cycle database, and computing its scores."""

from scp_centre.centre.jobs.actions import Made, Progress, worker
from scp_centre.centre.jobs.models import Job
from scp_centre.methods.messages import _, n_
from scp_centre.roles.products.errors import ProductError

STEPS, READ, LINKED = 100, 80, 85  # of a hundred: all are told, the file is read, it is linked


@worker("life_cycle_database", act="keep_life_cycle_database")
def import_database(job: Job, progress: Progress) -> Made:
    """Read a database, link it, compute its scores and keep it."""
    from scp_centre.roles.products.actions.databases import Statement, keep_database
    from scp_centre.roles.products.life_cycle_files import LONG, read_life_cycle_file

    if not job.upload:
        raise ProductError(_("The file no longer exists."), cure=_("Load the list again."))
    said = Statement(**{name: str(value) for name, value in job.payload.items()})

    def tell(share: float) -> None:
        progress(round(READ * share), STEPS, _("Reading the file"))

    tell(0.0)
    with job.upload.open("rb") as file:
        read = read_life_cycle_file(file, LONG, tell)
    progress(LINKED, STEPS, _("Calculating the greenhouse gases of each process"))
    database = keep_database(read, said, acting_user=job.owner)
    return (
        "",
        b"",
        n_(
            "{name} has been imported. It has {count} process.",
            "{name} has been imported. It has {count} processes.",
            database.processes,
            name=database.name,
        ),
    )


@worker("impact_method", act="keep_impact_method")
def import_impact_method(job: Job, progress: Progress) -> Made:
    """Read an impact method and keep it."""
    from scp_centre.roles.products.actions.impact_methods import (
        MethodStatement,
        keep_impact_method,
    )
    from scp_centre.roles.products.impact_method_files import read_impact_method
    from scp_centre.roles.products.life_cycle_files import LONG

    if not job.upload:
        raise ProductError(_("The file no longer exists."), cure=_("Load the list again."))
    said = MethodStatement(**{name: str(value) for name, value in job.payload.items()})
    progress(0, STEPS, _("Reading the file"))
    with job.upload.open("rb") as file:
        method = read_impact_method(file, LONG)
    progress(LINKED, STEPS, _("Storing the impact method"))
    kept = keep_impact_method(method, said, acting_user=job.owner)
    return (
        "",
        b"",
        n_(
            "{name} has been imported. It has {count} category.",
            "{name} has been imported. It has {count} categories.",
            len(kept.categories),
            name=kept.name,
        ),
    )


@worker("product_declarations", act="keep_life_cycle_database")
def import_declarations(job: Job, progress: Progress) -> Made:
    """Read environmental product declarations and keep those that are new."""
    from scp_centre.roles.products.actions.declarations import (
        DeclarationStatement,
        keep_declarations,
    )
    from scp_centre.roles.products.declaration_files import read_declarations
    from scp_centre.roles.products.life_cycle_files import LONG

    if not job.upload:
        raise ProductError(_("The file no longer exists."), cure=_("Load the list again."))
    said = DeclarationStatement(**{name: str(value) for name, value in job.payload.items()})
    progress(0, STEPS, _("Reading the file"))
    with job.upload.open("rb") as file:
        read = read_declarations(file, LONG)
    new, known = keep_declarations(read, said, acting_user=job.owner)
    return (
        "",
        b"",
        _(
            "Declarations imported: {new}. Already imported: {known}. Left out: {left_out}.",
            new=new,
            known=known,
            left_out=len(read.left_out),
        ),
    )


@worker("life_cycle_scores", act="keep_life_cycle_database")
def compute_all_scores(job: Job, progress: Progress) -> Made:
    """Compute the scores of all databases again."""
    from scp_centre.roles.products.actions.databases import compute_scores
    from scp_centre.roles.products.models import LifeCycleDatabase

    databases = list(LifeCycleDatabase.objects.all())
    for place, database in enumerate(databases):
        progress(place, max(len(databases), 1), _("Calculating {name}", name=database.name))
        compute_scores(database, acting_user=job.owner)
    return (
        "",
        b"",
        n_(
            "The scores of {count} database have been calculated.",
            "The scores of {count} databases have been calculated.",
            len(databases),
        ),
    )
