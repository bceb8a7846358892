"""Panels made from small pictures: for each school, its value in each year."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from trellis.analysis.measuring import intervals
from trellis.analysis.measuring.panel import Panel, Panels, ReleaseNamed

RELEASE = ReleaseNamed(id="absence-2026", file_name="absence-2026.csv", edition="2025/26")


def of(indicator: str, schools: Sequence[Mapping[float, Any]], *, urns: Sequence[int], **more: Any) -> Panels:
    """Return the panel of one indicator. A value is a number, or (percentage, pupils), which has a Wilson interval."""
    return Panels(
        urns=np.array(urns, dtype=np.int32),
        panels={indicator: panel(indicator, schools, **more)},
        releases=(RELEASE,),
    )


def panel(
    indicator: str,
    schools: Sequence[Mapping[float, Any]],
    *,
    england: Mapping[float, float] | None = None,
    spread: float = np.nan,
    beyond: Mapping[float, float] | None = None,
    left_out: tuple[int, ...] = (),
) -> Panel:
    times = sorted({time for school in schools for time in school})
    shape = (len(times), len(schools))
    values, sizes = np.full(shape, np.nan), np.full(shape, np.nan)
    statuses = np.full(shape, 4, dtype=np.uint8)
    for i, school in enumerate(schools):
        for time, said in school.items():
            value, size = said if isinstance(said, tuple) else (said, np.nan)
            t = times.index(time)
            values[t, i], sizes[t, i] = (np.nan if value is None else value), size
            statuses[t, i] = 1 if value is None else 0
    low, high = intervals.of_percent(values, np.full(shape, np.nan), sizes)
    given = england or {}
    return Panel(
        indicator=indicator,
        times=tuple(float(time) for time in times),
        names=tuple(f"{int(time) - 1}/{int(time) % 100:02d}" for time in times),
        values=values,
        statuses=statuses,
        low=low,
        high=high,
        sizes=sizes,
        basis=np.zeros(shape, dtype=np.uint8),
        england=np.array([[given.get(time, np.nan)] * len(schools) for time in times]).reshape(shape),
        spread=np.full(len(schools), spread),
        beyond={share: np.full(len(schools), at) for share, at in (beyond or {}).items()},
        release=np.where(statuses == 0, 0, -1).astype(np.int32),
        row=np.full(shape, 7, dtype=np.int32),
        known_from=np.full(shape, np.datetime64("2026-03-20", "D")),
        local=np.zeros(shape, dtype=np.bool_),
        left_out=left_out,
        expected=None,
    )
