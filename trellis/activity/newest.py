"""Whether anything has been added to append-only tables since they were read: the newest number of each, in one query."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection


def newest_of(tables: Sequence[str]) -> tuple[Any, ...] | None:
    """The newest row of each table; None while a row may have its number and not be there to be read yet.

    On PostgreSQL numbers are given out before rows are committed, so a newer row may come to be read before an older. Whoever
    adds a row holds its table's lock from before the number is given until after the row can be read.
    """
    with connection.cursor() as cursor:
        cursor.execute(_asked(connection.vendor, tuple(tables)))
        settled, *found = cursor.fetchone()
    return tuple(found) if settled else None


@lru_cache(maxsize=8)
def _asked(vendor: str, tables: tuple[str, ...]) -> str:
    found = ", ".join(f'(SELECT max(id) FROM "{table}")' for table in tables)  # noqa: S608  names of our own tables
    if vendor == "sqlite":
        return f"SELECT TRUE, {found}"
    relations = ", ".join(f"'\"{table}\"'::regclass" for table in tables)
    return f"""SELECT NOT EXISTS (
        SELECT 1 FROM pg_locks
        WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND relation IN ({relations}) AND mode = 'RowExclusiveLock'
    ), {found}"""  # noqa: S608  names of our own tables
