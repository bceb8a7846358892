"""Reading a support again after something was written: one query that counts, and one for each part that has grown."""

from dataclasses import fields, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection

from trellis.brokering.queries.supports import PARTS, SupportFile
from trellis.casework.queries.days import end_of
from trellis.casework.queries.order import by_keys

_NAMED = {
    "steps": "steps",
    "matches": "matches",
    "terms": "every_terms",
    "checks": "every_check",
    "approvals": "approvals",
    "signatures": "every_signature",
    "deliveries": "log",
    "evaluations": "evaluations",
    "confirmations": "confirmations",
    "remarks": "remarks",
}
"""What each part is called in a file, by what the rows call it."""


def again(file: SupportFile, *, today: date) -> SupportFile:
    """Read a support again as known on a day. Rows are only ever added, so a part that has as many is the same."""
    end = end_of(today)
    counted = _counts(file.support.pk, end)
    grown: dict[str, Any] = {}
    for (name, model, with_them), number in zip(PARTS, counted, strict=True):
        held = getattr(file, _NAMED[name])
        if len(held) != number:
            rows = model.objects.filter(support=file.support.pk, at__lt=end)  # type: ignore[attr-defined]
            grown[_NAMED[name]] = tuple(by_keys(rows).select_related(*with_them))
    # Made anew rather than copied where something has grown, since what was worked out of it is kept with it
    kept = {each.name: getattr(file, each.name) for each in fields(file)}
    return SupportFile(**{**kept, **grown, "today": today}) if grown else replace(file, today=today)


def _counts(support_id: int, end: datetime) -> tuple[int, ...]:
    before = connection.ops.adapt_datetimefield_value(end)
    with connection.cursor() as cursor:
        cursor.execute(_asked(), [support_id, before] * len(PARTS))
        return tuple(cursor.fetchone())


@lru_cache(maxsize=1)
def _asked() -> str:
    tables = (model._meta.db_table for _, model, _ in PARTS)
    counts = (f'(SELECT count(*) FROM "{table}" WHERE support_id = %s AND at < %s)' for table in tables)  # noqa: S608  names of our own tables
    return f"SELECT {', '.join(counts)}"
