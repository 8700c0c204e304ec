"""Every list, text and count of what a method takes has an upper bound, so that it ends."""

import pytest

from scp_centre.interfaces.contracts import contract, run
from scp_centre.interfaces.contracts.registry import MODULES
from scp_centre.methods.errors import InvalidValueError

BOUNDS = {
    "array": {"maxItems"},
    "string": {"maxLength", "enum", "const", "format"},
    "integer": {"maximum", "enum", "const"},
    "object": {"maxProperties", "properties"},
}


def unbounded(part, place, parts, seen=frozenset()):
    """Yield the places in a schema where nothing says how large a value may be."""
    if name := part.get("$ref", "").rpartition("/")[2]:
        if name not in seen:
            yield from unbounded(parts[name], place, parts, seen | {name})
        return
    kind = part.get("type")
    if kind in BOUNDS and not BOUNDS[kind] & set(part):
        yield place
    if kind == "integer" and not {"minimum", "exclusiveMinimum", "enum", "const"} & set(part):
        yield f"{place} (below)"
    inner = [(n, p) for n, p in part.get("properties", {}).items()]
    inner += [(n, part[n]) for n in ("items", "additionalProperties") if n in part]
    inner += (
        [("key", {"type": "string"} | part["propertyNames"])] if "propertyNames" in part else []
    )
    inner += [("", one) for how in ("anyOf", "oneOf", "allOf") for one in part.get(how, ())]
    for name, one in inner:
        if isinstance(one, dict):
            yield from unbounded(one, f"{place}.{name}".rstrip("."), parts, seen)


@pytest.mark.parametrize("method", MODULES)
def test_all_that_a_method_takes_is_bounded(method):
    schema = contract(method).schema()["input"]
    assert list(unbounded(schema, method, schema.get("$defs", {}))) == []


def test_what_has_no_bound_is_found():
    loose = {"properties": {"n": {"type": "integer"}, "rows": {"type": "array", "maxItems": 2}}}
    assert list(unbounded(loose, "m", {})) == ["m.n", "m.n (below)"]


def test_two_thousand_million_replications_are_refused():
    asked = {"units": ["a", "b"], "inputs": [[1.0], [2.0]], "outputs": [[1.0], [1.0]]}
    with pytest.raises(InvalidValueError, match="enter 100,000 or less"):
        run("dea", asked | {"bootstrap": {"replications": 2_000_000_000}})
