"""Which parts of an address's query a page looks at: one that never looks at a part cannot answer otherwise for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, QueryDict

ANY = "*"
"""Stands for the whole query, where a page reads it whole."""


@contextmanager
def looked_at() -> Iterator[set[str]]:
    """Give the names that are looked up in the queries of requests from here on; ANY where one is read whole."""
    names: set[str] = set()

    class Seen(QueryDict):
        is_made = False

        def note(self, name: str) -> None:
            if self.is_made:  # to make it looks names up, too
                names.add(name)

        def __getitem__(self, key: str) -> Any:
            self.note(key)
            return super().__getitem__(key)

        def __contains__(self, key: object) -> bool:
            self.note(str(key))
            return super().__contains__(key)

        def _getlist(self, key: str, *args: Any, **kwargs: Any) -> Any:
            self.note(key)
            return super()._getlist(key, *args, **kwargs)  # type: ignore[misc]

        def __iter__(self) -> Iterator[Any]:
            self.note(ANY)
            return super().__iter__()

        def keys(self) -> Any:
            self.note(ANY)
            return super().keys()

        def values(self) -> Any:
            self.note(ANY)
            return super().values()

        def items(self) -> Any:
            self.note(ANY)
            return super().items()

        def lists(self) -> Any:
            self.note(ANY)
            return super().lists()

        def __len__(self) -> int:
            self.note(ANY)
            return super().__len__()

    def query(request: Any) -> QueryDict:
        if "_seen" not in request.__dict__:
            request._seen = Seen(request.META.get("QUERY_STRING", ""), encoding=request.encoding)
            request._seen.is_made = True
        kept: QueryDict = request._seen
        return kept

    whole = HttpRequest._get_full_path  # type: ignore[attr-defined]

    def full_path(self: HttpRequest, path: str, force_append_slash: bool) -> str:
        names.add(ANY)
        told: str = whole(self, path, force_append_slash)
        return told

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(WSGIRequest, "GET", property(query))
        patched.setattr(HttpRequest, "_get_full_path", full_path)
        yield names
