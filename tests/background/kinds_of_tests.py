"""Kinds of job for the tests, which note each time they are run."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from threading import Lock
from typing import Any

from trellis.background.kinds import JobKind
from trellis.background.schedule import Daily
from trellis.background.worker import CannotDo
from trellis.problem import Refusal

RAN: list[int] = []
_lock = Lock()
AT = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)


def note(args: Mapping[str, Any], at: datetime) -> str:
    with _lock:
        RAN.append(int(args.get("number", 0)))
    return "Noted."


def refuse(args: Mapping[str, Any], at: datetime) -> str:
    note(args, at)
    raise Refusal("The other side is closed. Try later.")


def break_down(args: Mapping[str, Any], at: datetime) -> str:
    raise ValueError("odd")


def not_for_us(args: Mapping[str, Any], at: datetime) -> str:
    raise CannotDo("It can never be done here.")


_NOTE = JobKind(id="note", name="Note", about="Notes.", run=note)
KINDS = {
    kind.id: kind
    for kind in (
        _NOTE,
        replace(_NOTE, id="nightly", schedule=Daily(time(2, 40))),
        replace(_NOTE, id="refuse", run=refuse, delays=(timedelta(minutes=1), timedelta(minutes=5))),
        replace(_NOTE, id="break", run=break_down, delays=()),
        replace(_NOTE, id="never", run=not_for_us),
    )
}
