"""Among how many companies a company hides when only its sector and region are shown."""

from collections import defaultdict
from collections.abc import Iterable

from scp_centre.centre.registry.models import Site
from scp_centre.roles.network.models import Residue

LEAST_ALIKE = 2  # companies but the reader's own: of fewer, the shown one is known at once


class Crowds:
    """The companies of each sector, and of each sector in a region; read once for many entries."""

    def __init__(self, residues: Iterable[Residue]) -> None:
        sectors = {str.__str__(one.owner.sector) for one in residues}
        self.of_sector: dict[str, set[int]] = defaultdict(set)
        self.of_region: dict[tuple[str, str], set[int]] = defaultdict(set)
        rows = Site.objects.filter(organisation__sector__in=sectors).order_by()
        for sector, region, company in rows.values_list(
            "organisation__sector", "region", "organisation"
        ).distinct():
            self.of_sector[str.__str__(sector)].add(company)
            self.of_region[str.__str__(sector), region].add(company)

    def tells_sector(self, residue: Residue, reader: Residue) -> bool:
        """Return whether a sector alone tells the other side who it is.

        reader : the entry of the other side, whose company knows that it is not meant itself
        """
        return _is_small(self.of_sector[str.__str__(residue.owner.sector)], reader)

    def tells_region(self, residue: Residue, reader: Residue) -> bool:
        """Return whether sector and region together tell the other side who it is."""
        key = str.__str__(residue.owner.sector), residue.site.region
        return _is_small(self.of_region[key], reader)


def _is_small(companies: set[int], reader: Residue) -> bool:
    return len(companies - {reader.site.organisation_id}) < LEAST_ALIKE
