"""From what somebody has (a citation, a page, a PDF, a row) to a draft of an item."""

from scp_centre.roles.clearinghouse.item_readers.draft import Draft
from scp_centre.roles.clearinghouse.item_readers.pasted import read_file, read_pasted

__all__ = ["Draft", "read_file", "read_pasted"]
