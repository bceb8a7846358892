"""Keeping the index as new as the rows it is made from. They only grow, so what is missing is among the newest."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Exists, Max, OuterRef, QuerySet

from trellis.activity.newest import newest_of
from trellis.search.models import Document
from trellis.search.sources import SOURCES, Source
from trellis.search.words import stems

AT_ONCE = 1000
LOOKED_BACK = 500
"""On PostgreSQL numbers are given out before rows are committed: a lower one may come to be seen after a higher."""


_up_to: list[tuple[Any, ...]] = []
"""What the tables held when this process last found everything indexed."""


def keep_up() -> None:
    """Index what is not indexed yet. Where nothing was added since this process last looked this will make one query.

    What a transaction has written is indexed in it, and remembered by nobody.
    """
    held = newest_of(_tables())
    if held is not None and held in _up_to:
        return
    bring_up_to_date()
    if held is None or connection.in_atomic_block:
        return
    now = newest_of(_tables())
    if now is not None and now[:-1] == held[:-1]:
        _up_to[:] = [now]


@cache
def _tables() -> tuple[str, ...]:
    """The tables that are indexed, and that of the index, which is empty again where a database was put in place of another."""
    return (*dict.fromkeys(source.model._meta.db_table for source in SOURCES), Document._meta.db_table)


def bring_up_to_date(sources: Iterable[Source] = SOURCES) -> int:
    """Index every row that is not indexed yet, and return how many were. Where all are this will make a query for each kind."""
    highest = dict(Document.objects.order_by().values_list("kind").annotate(Max("source")))
    return sum(_of(source, highest.get(source.id)) for source in sources)


def _of(source: Source, highest: int | None) -> int:
    added = 0
    while rows := list(_missing(source, highest)[:AT_ONCE]):
        Document.objects.bulk_create([_document(source, row) for row in rows], ignore_conflicts=True)
        added += len(rows)
        highest = max(highest or 0, rows[-1].pk)
    return added


def _missing(source: Source, highest: int | None) -> QuerySet[Any]:
    rows = source.rows().order_by("pk").select_related(*source.path)
    if not source.path:
        rows = rows.select_related(None)
    if highest is None:
        return rows
    indexed = Document.objects.filter(kind=source.id, source=OuterRef("pk"))
    return rows.filter(~Exists(indexed), pk__gt=highest - LOOKED_BACK)


def _document(source: Source, row: Any) -> Document:
    return Document(
        kind=source.id,
        source=row.pk,
        whole=source.whole(row),
        urn=source.urn(row),
        at=row.at,
        stems=" ".join(sorted(stems(source.text(row)))),
    )
