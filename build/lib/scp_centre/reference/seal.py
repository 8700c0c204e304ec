"""Write the hash of changed tables into their data packages: python -m scp_centre.reference.seal"""

import json
import sys

from scp_centre.reference.loader import FOLDER, digest, table_names


def seal(name: str) -> bool:
    """Return True when the data package of a table had to be changed."""
    path = FOLDER / name / "datapackage.json"
    package = json.loads(path.read_text("utf-8"))
    resource = package["resources"][0]
    fresh = digest(FOLDER / name / resource["path"])
    if resource["hash"] == fresh:
        return False
    resource["hash"] = fresh
    path.write_text(json.dumps(package, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return True


if __name__ == "__main__":
    changed = [name for name in (sys.argv[1:] or table_names()) if seal(name)]
    sys.stdout.write(f"sealed: {', '.join(changed) or 'nothing had changed'}\n")
