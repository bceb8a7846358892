"""Values written into queries of the warehouse, without DuckDB's own parameters.

Binding a single parameter makes the Python client of DuckDB 1.5 import pandas and pyarrow where they are installed,
1.2 seconds of a screen that has 0.6. So the few values that a read needs are written out here, each by its type.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import duckdb

_NAME = re.compile(r"\$([a-z_]+)")


def bound(query: str, parameters: Mapping[str, Any]) -> str:
    """Return the query with each $name replaced. Raises KeyError for a name without a value."""
    return _NAME.sub(lambda found: literal(parameters[found.group(1)]), query)


def told(
    cursor: "duckdb.DuckDBPyConnection", query: str, parameters: Mapping[str, Any] | None = None
) -> list[tuple[Any, ...]]:
    """Return the rows that a query gives."""
    return cursor.execute(bound(query, parameters or {})).fetchall()


def literal(value: Any) -> str:
    """Return a value as DuckDB reads it. Raises TypeError for a type that is not listed here."""
    if value is None:
        return "NULL"
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, int | np.integer):
        return str(int(value))
    if isinstance(value, str):
        if "\0" in value:
            raise TypeError("text in a query cannot hold a null character")
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()[:10]}'"
    if isinstance(value, list | tuple | np.ndarray):
        return "[" + ", ".join(literal(each) for each in value) + "]"
    raise TypeError(f"{type(value).__name__} cannot be written into a query")


def one_of(column: str, numbers: Iterable[int]) -> str:
    """Return the condition that a column is one of these whole numbers: an index is used for it, as for no list."""
    wanted = ", ".join(str(int(number)) for number in numbers)
    return f"{column} IN ({wanted})" if wanted else "false"
