"""How much may be sent to each address: little, but where a page takes a file.

The server asks before it reads a body (interfaces/cli/http_server.py), so that nobody fills its
disk with what no page would look at. deploy/nginx.conf says the same for the proxy in front.
"""

from django.conf import settings
from django.urls import Resolver404, resolve

MB = 1024**2
FORM = MB // 4  # bytes of the fields that come with a file
# name of the address -> bytes of the largest file that its page takes
FILES = {
    "upload": 10 * MB,
    "floor_entry": 10 * MB,
    "readings": 300 * MB,  # five million readings
    "readings_of_many": 300 * MB,
    "benchmark": 10 * MB,
    "region_map": 10 * MB,
    "new_table": 100 * MB,
    "upload_scenario": MB,
    "import_items": 10 * MB,
    "suggest": 10 * MB,
    "new_item": 10 * MB,
    "import_deck": 50 * MB,
    "add_module_picture": 10 * MB,
    "room_add_photo": 10 * MB,
    "centre_look": 2 * MB,
    "import_footprint": 10 * MB,
    "life_cycle_database": 500 * MB,  # read as a job
    "impact_methods": 25 * MB,
    "product_declarations": 25 * MB,
    "import_flow_decisions": MB,
    "label_documents": 10 * MB,
    "check_credential": MB,
    "import_tenders": 100 * MB,  # read as a job
}
LARGEST = max(FILES.values()) + FORM


def largest_body(path: str) -> int:
    """Return how many bytes may be sent to an address."""
    ordinary = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    try:
        name = resolve(path).url_name
    except (Resolver404, ValueError):
        return ordinary
    return FILES[name] + FORM if name in FILES else ordinary
