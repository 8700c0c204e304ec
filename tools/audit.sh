#!/bin/sh
# Known vulnerabilities in the locked packages. Asks the package index's advisories, so it needs the
# internet; where they cannot be reached it says so, and fails only when told to: SCP_AUDIT_MUST=1
set -u
report=$(mktemp)
trap 'rm -f "$report"' EXIT
pip-audit -r lock/run.txt --disable-pip --progress-spinner off -f json -o "$report" 2>/dev/null
status=$?
python - "$report" <<'PYTHON'
import json, os, sys
try:
    packages = json.load(open(sys.argv[1]))["dependencies"]
except (OSError, ValueError, KeyError):
    packages = []
asked = [p for p in packages if "skip_reason" not in p]
found = [(p["name"], p["version"], v["id"], v.get("fix_versions")) for p in asked for v in p["vulns"]]
for name, version, advisory, fixes in found:
    print(f"{name} {version}: {advisory}; fixed in {', '.join(fixes) or 'no release yet'}")
if not asked:
    print("The advisories of the package index cannot be reached from here: nothing was audited.")
    sys.exit(1 if os.environ.get("SCP_AUDIT_MUST") else 0)
print(f"{len(asked)} packages audited, {len(found)} known vulnerabilities.")
sys.exit(1 if found else 0)
PYTHON
