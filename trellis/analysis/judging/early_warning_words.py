"""What an early warning says of one school: its sentence, and the values behind it with where each came from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from trellis.analysis.judging import wording
from trellis.analysis.judging.early_warning import SHARE_OF_SPREAD, EarlyWarnings, Kind, Trends
from trellis.analysis.judging.framework import Framework

# A slope that chance alone would show in one of forty schools is told apart from one of everyday size
BY_ITSELF = 0.025
_BEFORE = (1, 2, 3)  # bases that are of the schools before this one
FARTHEST = 10.0  # years ahead beyond which nothing is said


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """In how many years a limit would be reached if the school's own trend went on: about, soonest, latest (None: never)."""

    about: float
    soonest: float
    latest: float | None


@dataclass(frozen=True, kw_only=True)
class EarlyWarning:
    """One school and indicator, ready to be kept: plain values throughout, None where there is none."""

    urn: int
    indicator: str
    kind: str
    slope: float | None
    low: float | None
    high: float | None
    p: float | None
    limit: float | None
    sentence: str
    periods: list[dict[str, Any]]
    details: dict[str, Any]


def told(pack: Framework, found: EarlyWarnings) -> Iterator[EarlyWarning]:
    """Yield what is told of each school and indicator that applies to it, indicator by indicator."""
    for name, trend in found.trends.items():
        kinds = found.kinds[name]
        for i in np.flatnonzero(kinds != ""):
            yield _one(pack, found, trend, int(i), Kind(str(kinds[i])))


def _one(pack: Framework, found: EarlyWarnings, trend: Trends, i: int, kind: Kind) -> EarlyWarning:
    panel = trend.panel
    limit = _number(trend.lines.at[i])
    short = kind is Kind.SHORT
    crossing = _crossing(trend, i) if kind is Kind.CALL else None
    criteria = [each for each, met in zip(trend.criteria, trend.met[:, i], strict=True) if met]
    used = np.flatnonzero(trend.used[:, i])
    crossed = (
        [each.why for year, each in sorted(trend.breaks.items()) if _between(trend, used.tolist(), year)]
        if len(used)
        else []
    )
    return EarlyWarning(
        urn=int(found.facts.urns[i]),
        indicator=panel.indicator,
        kind=kind.value,
        slope=None if short else _number(trend.slope[i]),
        low=None if short else _number(trend.low[i]),
        high=None if short else _number(trend.high[i]),
        p=None if short else _number(trend.p[i]),
        limit=limit,
        sentence=_sentence(pack, found, trend, i, kind=kind, criteria=criteria, limit=limit),
        periods=_periods(found, trend, i),
        details={
            "beside_england": bool(trend.beside_england[i]) and not short,
            "criteria": criteria,
            "limit_words": _limit_words(trend, i),
            "reason": str(trend.reason[i]),
            "breaks": list(dict.fromkeys(crossed)),
            "way": trend.way,
            "crossing": None
            if crossing is None
            else {"about": crossing.about, "soonest": crossing.soonest, "latest": crossing.latest},
        },
    )


def _between(trend: Trends, used: Sequence[int], year: int) -> bool:
    return trend.panel.times[used[0]] < year <= trend.panel.times[used[-1]]


def _periods(found: EarlyWarnings, trend: Trends, i: int) -> list[dict[str, Any]]:
    panel = trend.panel
    return [
        {
            "time": panel.times[t],
            "name": panel.names[t],
            "value": _number(panel.values[t, i]),
            "status": wording.STATUS_WORDS[int(panel.statuses[t, i])],
            "low": _number(panel.low[t, i]),
            "high": _number(panel.high[t, i]),
            "size": _number(panel.sizes[t, i]),
            "england": _number(panel.england[t, i]),
            "england_of": _england_of(trend, t),
            "before": int(panel.basis[t, i]) in _BEFORE,
            "local": bool(panel.local[t, i]),
            "used": bool(trend.used[t, i]),
            "source": found.panels.source(panel, t, i),
        }
        for t in range(int(trend.last[i]) + 1)
    ]


def _england_of(trend: Trends, t: int) -> str:
    """The period that England's figure beside a value is of: the newest published, where that is an earlier one."""
    panel = trend.panel
    if panel.expected is None or panel.times[t] <= panel.expected or panel.expected not in panel.times:
        return panel.names[t]
    return panel.names[panel.times.index(panel.expected)]


def _sentence(
    pack: Framework,
    found: EarlyWarnings,
    trend: Trends,
    i: int,
    *,
    kind: Kind,
    criteria: Sequence[str],
    limit: float | None,
) -> str:
    name = wording.indicator_name(trend.panel.indicator)
    if kind is Kind.SHORT:
        return f"{name}: too little to say. {wording.sentence(str(trend.reason[i]))}"
    if kind is Kind.STEADY:
        return " ".join(_steady(name, trend, i))
    said = [_movement(name, trend, i)]
    if trend.beside_england[i]:
        said.append(_of_england(trend, i))
    match kind:
        case Kind.COUNTED:
            named = [f"{each} {pack.criterion(each).name}" for each in criteria]
            said.append(f"The pack counts this already: {'; '.join(named)}.")
        case Kind.CALL:
            said += [_within(trend, i, limit), "Worth a call."]
        case Kind.CHANCE:
            said += [_within(trend, i, limit), _by_chance(found, trend, i)]
        case _:
            pass
    return " ".join(each for each in said if each)


def _movement(name: str, trend: Trends, i: int) -> str:
    """Say how it moved for the worse, by the years of the fit or, where those do not show it, since the last break."""
    panel = trend.panel
    at = np.flatnonzero(trend.used[:, i])
    values = panel.values[at, i]
    if trend.way * (values[-1] - values[0]) <= 0:
        at = np.flatnonzero(trend.own[:, i])
        values = panel.values[at, i]
    begins, verb = _begins(name), _verb(trend)
    first, last = (wording.number(panel.indicator, float(values[each])) for each in (0, -1))
    if trend.way * (values[-1] - values[0]) <= 0 or first == last:
        was = "they were" if begins.endswith(" have") else "it was"
        return (
            f"{begins} {verb} over the years taken together, though {was} {first} in {panel.names[at[0]]} and "
            f"{last} in {panel.names[at[-1]]}."
        )
    steps = len(values) - 1
    if steps >= 2 and all(trend.way * (b - a) > 0 for a, b in pairwise(values)):
        terms = any(time != int(time) for time in panel.times)
        return (
            f"{begins} {verb} in each of the last {steps} {'terms' if terms else 'years'} held, "
            f"{_span(trend, i, at)}."
        )
    return f"{begins} {verb}, {_span(trend, i, at)}."


def _steady(name: str, trend: Trends, i: int) -> Iterator[str]:
    """Say that it did not move for the worse, or why a move for the worse over the years shown is not counted as one."""
    at, own = np.flatnonzero(trend.used[:, i]), np.flatnonzero(trend.own[:, i])
    values = trend.panel.values[at, i]
    ends = {wording.number(trend.panel.indicator, float(values[each])) for each in (0, -1)}
    if trend.way * (values[-1] - values[0]) <= 0 or len(ends) == 1:
        yield f"{_begins(name)} not moved for the worse: {_span(trend, i, at)}."
        return
    yield f"{_begins(name)} {_verb(trend)}, {_span(trend, i, at)}."
    if trend.beside_england[i]:
        yield _of_england(trend, i)
    moved = trend.way * float(trend.slope[i])
    small = SHARE_OF_SPREAD * float(trend.panel.spread[i])
    years = trend.panel.times[at[-1]] - trend.panel.times[at[0]]
    taken = "Set beside them" if trend.beside_england[i] else "Over the years taken together"
    if moved <= 0:
        yield f"{taken}, it has not moved for the worse."
    elif len(own) == len(at) and trend.way * float(trend.own_slope[i]) <= 0:
        yield "Over the years taken together, it has not moved for the worse by itself."
    elif moved * years < small or len(own) == len(at):
        yield f"{taken}, it has moved too little to act on."
    elif trend.way * float(trend.own_slope[i]) <= 0:
        yield f"Since the last break in the figures it has not: {_span(trend, i, own)}."
    else:
        yield f"Since the last break in the figures it has moved too little to act on: {_span(trend, i, own)}."


def _begins(name: str) -> str:
    begins = f"{name}: it" if "," in name else name
    return begins + (" have" if begins.endswith("s") else " has")


def _verb(trend: Trends) -> str:
    return "risen" if trend.way > 0 else "fallen"


def _span(trend: Trends, i: int, at: npt.NDArray[np.intp]) -> str:
    panel = trend.panel
    first, last = (wording.number(panel.indicator, float(panel.values[at[each], i])) for each in (0, -1))
    return f"from {first} in {panel.names[at[0]]} to {last} in {panel.names[at[-1]]}"


def _of_england(trend: Trends, i: int) -> str:
    at = np.flatnonzero(trend.used[:, i])
    first, last = (float(trend.panel.england[each, i]) for each in (at[0], at[-1]))
    indicator = trend.panel.indicator
    before, after = wording.number(indicator, first), wording.number(indicator, last)
    of = _england_of(trend, int(at[-1]))
    newest = f" in {of}, the newest published" if of != trend.panel.names[at[-1]] else ""
    if before == after:
        return f"Over the same years schools of its phase in England stayed at {after}{newest}."
    return f"Over the same years schools of its phase in England went from {before} to {after}{newest}."


def _limit_words(trend: Trends, i: int) -> str:
    kind = int(trend.lines.kind[i])
    return trend.lines.words[kind] if kind >= 0 else ""


def _within(trend: Trends, i: int, limit: float | None) -> str:
    if limit is None:
        return "The pack sets no limit for it by itself."
    indicator = trend.panel.indicator
    value = float(trend.panel.values[trend.last[i], i])
    after = _limit_words(trend, i)
    line = wording.number(indicator, limit, more=wording.apart(indicator, value, limit))
    told = f"{line}{', ' + after if after else ''}"
    if trend.way * (value - limit) < 0:
        return f"It is still within the pack’s limit of {told}."
    return f"It is past the pack’s limit of {told}, but not so clearly that a criterion is met."


def _by_chance(found: EarlyWarnings, trend: Trends, i: int) -> str:
    if not trend.testable[i]:
        return "Within chance: so few pupils stand behind each year that no trend could be told from it."
    p = float(trend.p[i])
    if p >= BY_ITSELF:
        return "Within chance: schools of this size move as much without any change in them."
    schools = found.tested[trend.panel.indicator]
    by_chance = max(p * schools, 1e-6)
    if by_chance >= 0.75:
        many = f"about {round(by_chance)} would be as steep by chance"
    else:
        many = f"chance brings one as steep about one time in {round(1 / by_chance)}"
    return (
        f"Within chance: for one school alone it would be more, but of the {schools:,} schools looked at for this, "
        f"{many}."
    )


def _crossing(trend: Trends, i: int) -> Crossing | None:
    """Return when the limit would be reached by the school's own slope after the last break, with its 95% interval.

    The distance from the newest value to the limit over the slope, and over the ends of the slope's interval. It
    leaves out that the newest value is itself uncertain: a caution to act early, and no forecast.
    """
    limit, slope = float(trend.lines.at[i]), float(trend.own_slope[i]) * trend.way
    ends = [float(each[i]) * trend.way for each in (trend.own_low, trend.own_high)]
    away = trend.way * (limit - float(trend.panel.values[trend.last[i], i]))
    if not np.isfinite([limit, slope, away, *ends]).all() or slope <= 0 or away <= 0:
        return None
    slowest, quickest = min(ends), max(ends)
    about = away / slope
    if about > FARTHEST:
        return None
    return Crossing(
        about=round(about, 1),
        soonest=round(away / quickest, 1),
        latest=round(away / slowest, 1) if slowest > 0 else None,
    )


def _number(value: Any) -> float | None:
    number = float(value)
    return number if np.isfinite(number) else None
