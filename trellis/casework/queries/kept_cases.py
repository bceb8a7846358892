"""A case as it was last read for its page, for as long as no row of casework is added. See `standing`."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from trellis.casework import rules as pack_rules
from trellis.casework.queries import cases, standing
from trellis.casework.queries.cases import CaseFile, CaseLine
from trellis.casework.rules import Rules
from trellis.schools.models import School

MOST_KEPT = 100  # of some ten kilobytes to some hundred each


@dataclass(frozen=True, kw_only=True)
class _Kept:
    file: CaseFile
    newest: tuple[Any, ...]
    rules: Rules
    row: tuple[Any, ...]
    at: float


_held: OrderedDict[tuple[int, date], _Kept] = OrderedDict()
_lock = threading.Lock()


def in_full(line: CaseLine, *, school: School, today: date) -> CaseFile | None:
    """One of the school's cases with all that belongs to it, to be read and not to be changed.

    Two queries where it was read before and nothing has been added since; as many as `cases.in_full` makes otherwise.
    """
    if connection.in_atomic_block:  # what this transaction has written is nobody else's yet
        return cases.in_full(line, school=school, today=today)
    newest, rules = standing.newest_row(), pack_rules.of(school.authority_id)
    key, row = (line.pk, today), standing.row_of(school)
    kept = _held.get(key)
    if (
        kept is not None
        and (kept.newest, kept.rules, kept.row) == (newest, rules, row)
        and time.monotonic() - kept.at < standing.KEPT_SECONDS
    ):
        return kept.file
    file = cases.in_full(line, school=school, today=today)
    if file is not None and newest is not None:
        with _lock:
            _held[key] = _Kept(file=file, newest=newest, rules=rules, row=row, at=time.monotonic())
            _held.move_to_end(key)
            while len(_held) > MOST_KEPT:
                _held.popitem(last=False)
    return file


def forget() -> None:
    """Let go of every case that is kept."""
    _held.clear()
