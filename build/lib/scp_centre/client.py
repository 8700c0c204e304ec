"""A small client of the API; it needs nothing but Python, and may be copied on its own."""

import json
import uuid
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen


class ApiError(Exception):
    """An answer of the API that is a problem; `problem` holds what is wrong, where, the cure."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(f"{problem.get('detail') or problem.get('title')} {problem.get('cure')}")
        self.problem = problem


class Centre:
    """One centre, and the token with which one acts there."""

    def __init__(self, address: str, token: str) -> None:
        self.base = f"{address.rstrip('/')}/api/v1"
        self.token = token

    def get(self, path: str, **query: object) -> Any:
        """Return one thing, or one page of a list."""
        given = {k: v for k, v in query.items() if v is not None}
        return self._call(f"{path}?{urlencode(given)}" if given else path)

    def items(self, path: str, **query: object) -> Iterator[dict[str, Any]]:
        """Yield all items of a list, page by page."""
        seen = 0
        while True:
            page = self.get(path, limit=500, offset=seen, **query)
            yield from page["items"]
            seen += len(page["items"])
            if not page["items"] or seen >= page["count"]:
                return

    def enter_readings(
        self, site: int, readings: Sequence[dict[str, Any]], *, key: str = ""
    ) -> dict[str, int]:
        """Enter readings, all or none; with the same key again they are entered once."""
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        return dict(self._call(f"/sites/{site}/readings", {"readings": readings}, headers))

    def _call(self, path: str, body: object = None, headers: dict[str, str] | None = None) -> Any:
        request = Request(
            self.base + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                **(headers or {}),
            },
        )
        try:
            with urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except HTTPError as error:
            with error:
                raise ApiError(json.load(error)) from None
