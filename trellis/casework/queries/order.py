"""The order in which rows are read beneath their parents."""

from typing import Any

from django.db.models import QuerySet
from django.db.models.options import Options


def by_keys(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Put rows in their model's order, in which each row they belong to counts by its key and not by its own order.

    Beneath one parent the order is the same, and the database joins and sorts by none of the tables above.
    """
    return rows.order_by(*(_key(rows.model._meta, str(name)) for name in rows.model._meta.ordering))


def _key(options: "Options[Any]", name: str) -> str:
    bare = name.removeprefix("-")
    return name.removesuffix(bare) + options.get_field(bare).attname  # type: ignore[union-attr]
