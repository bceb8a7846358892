"""The figures of every area, read once for each build of the data and held by this process."""

import threading
from datetime import date
from functools import lru_cache

from trellis import catalogue
from trellis.analysis.area_measure import AreaMeasure
from trellis.analysis.measuring import area_standing
from trellis.analysis.measuring.area_figures import AreaFigures
from trellis.analysis.measuring.area_standing import Standing
from trellis.schools import data

_lock = threading.Lock()
_figures: AreaFigures | None = None
_standings: dict[tuple[str, str, int], tuple[Standing, ...]] = {}
_MOST_AUTHORITIES = 8


@lru_cache(maxsize=1)
def measures() -> dict[str, AreaMeasure]:
    """Return every declared measure of an area by its id, in the order of their themes and names."""
    from trellis.analysis import indicators
    from trellis.analysis.area_measure import PHASES, THEMES

    found = catalogue.collect(indicators, AreaMeasure)
    themes, phases = list(THEMES), list(PHASES)
    ordered = sorted(
        found.values(), key=lambda each: (themes.index(each.theme), phases.index(each.phase), each.name)
    )
    return {each.id: each for each in ordered}


def figures() -> AreaFigures | None:
    """Return the figures of every area as last built; None where nothing has been built. Raises as the warehouse does."""
    global _figures
    held = data.warehouse()
    if held is None:
        return None
    with _lock:
        if _figures is None or _figures.build_id != held.build_id:
            _figures = held.area_figures(list(measures().values()))
            _standings.clear()
        return _figures


def standings(authority: str, *, today: date) -> tuple[tuple[Standing, ...], str]:
    """Return where an authority stands on every measure, and a sentence that says why where nothing can be read."""

    def read() -> tuple[Standing, ...]:
        held = figures()
        if held is None:
            return ()
        key = (held.build_id, authority, academic_year(today))
        found = _standings.get(key)
        if found is None:
            found = area_standing.stand(held, authority, year=academic_year(today))
            if len(_standings) >= _MOST_AUTHORITIES:
                _standings.clear()
            _standings[key] = found
        return found

    none: tuple[Standing, ...] = ()
    return data.told(read, otherwise=none)


def academic_year(today: date) -> int:
    """Return the year in which the academic year of a day ends: it begins on 1 September."""
    return today.year + 1 if today.month >= 9 else today.year


def build_id() -> str:
    """The build that the figures are of; "" where there is none."""
    held = data.warehouse()
    return held.build_id if held is not None else ""
