"""What forms of imports share: a file is checked without saying anything of it."""

from typing import Any, ClassVar

from scp_centre.centre.field_errors import HouseForm


class StatedOnImport(HouseForm):
    """A file to be checked or imported; only an import needs what is stated of it."""

    stated: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, importing: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in self.stated:
            self.fields[name].required = importing
