"""What came of supports, beside comparison schools over the same periods: said with its uncertainty, or not at all.

Of each support the change of its objective's indicator is taken, less the median change of its comparison schools, turned
so that more is better: a difference in differences (Ashenfelter and Card, Review of Economics and Statistics 67, 1985;
Angrist and Pischke, Mostly Harmless Econometrics, 2009, chapter 5.2). It is not an experiment: schools are not supported
by lot. A school that is chosen when its value is at its worst tends to come nearer to others by itself (Barnett, van der
Pols and Dobson, International Journal of Epidemiology 34, 2005), which is said wherever many were chosen so.
"""

import math
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

FEWEST = 5
"""Of fewer schools nothing is told; and fewer comparison schools are none."""
CONFIDENCE = 0.95
WORST = 0.25
"""The share of comparison schools that is the worst quarter, and the share of the supported that fall in it by chance."""
_SAME = 1e-9


class Verdict(StrEnum):
    """All that is ever claimed."""

    BETTER = "better than comparison schools"
    SAME = "no difference can be told"
    WORSE = "less well than comparison schools"
    FEW = "too few to say"


@dataclass(frozen=True, kw_only=True)
class Support:
    """One objective of one support. `compared` are the values before and after of each comparison school, of the same two years."""

    provider: str
    areas: tuple[str, ...]
    urn: int
    indicator: str
    called: str
    unit: str = "points"
    higher_is_better: bool
    before: float | None
    after: float | None
    compared: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Interval:
    """Where the median lies, and with what confidence: what was reached, and not what was asked for."""

    low: float
    high: float
    confidence: float


@dataclass(frozen=True, kw_only=True)
class Impact:
    """What came of supports. `n` is of schools, and None where they are fewer than five; then there are no other numbers.

    `median`, `interval` and `before_gap` are in the indicator's unit, and None where supports are of several indicators.
    More is better in all of them, whichever way the indicator goes. `change` is the schools' own median change as measured.
    """

    n: int | None
    verdict: Verdict
    median: float | None = None
    interval: Interval | None = None
    share_better: float | None = None
    called: str = ""
    unit: str = "points"
    higher_is_better: bool = True
    change: float | None = None
    before_gap: float | None = None
    share_worst: float | None = None
    without_later: int = 0
    without_comparison: int = 0

    @property
    def sentence(self) -> str:
        """What is claimed, and on what it rests."""
        if self.n is None:
            return "Fewer than five schools can be compared: too few to say."
        claim = str(self.verdict).capitalize()
        told = f", in {self.n} schools"
        if self.interval is not None:
            return f"{claim}{told}: {self.movement} at {self.interval.confidence:.0%} confidence."
        return f"{claim}{told}, over several indicators."

    @property
    def share_sentence(self) -> str:
        """How many of the schools did better; "" where they are too few."""
        if self.share_better is None:
            return ""
        return f"{self.share_better:.0%} of the {self.n} schools did better than their comparison schools."

    @property
    def movement(self) -> str:
        """How much more, or less, it rose or fell than elsewhere; "" where that cannot be said in one unit."""
        if self.median is None or self.interval is None or self.change is None:
            return ""
        rose = self.change >= 0
        turn = 1 if rose == self.higher_is_better else -1
        more, *ends = (turn * each for each in (self.median, self.interval.low, self.interval.high))
        low, high = sorted(ends)
        if low >= 0 or high <= 0:
            near, far = sorted((abs(low), abs(high)))
            between = f"between {_number(near)} and {_number(far)}"
        else:
            between = f"between {_number(-low)} less and {_number(high)} more"
        way, size = "rose" if rose else "fell", _number(abs(more))
        by = (
            "as much as"
            if size == "0"
            else f"by {_of(size, self.unit)} {'more' if more > 0 else 'less'} than"
        )
        return f"{_in_a_sentence(self.called)} {way} {by} in schools like them ({between})"

    @property
    def began_low(self) -> bool:
        """Whether more of the schools were in the worst quarter before than chance would put there."""
        return self.share_worst is not None and self.share_worst > WORST

    @property
    def cautions(self) -> tuple[str, ...]:
        """What a reader must know beside it: what is not in it, and why it may look better than it is."""
        told = []
        if self.began_low and self.share_worst is not None:
            gap = (
                f" They began {_of(_number(abs(self.before_gap)), self.unit)} {'worse' if self.before_gap < 0 else 'better'} than comparison schools."
                if self.before_gap is not None and abs(self.before_gap) > _SAME
                else ""
            )
            told.append(
                f"{self.share_worst:.0%} of these schools were among the worst quarter before: some of the change may "
                f"have come by itself, as extreme values come back towards the middle.{gap}"
            )
        if self.without_later:
            told.append(_left_out(self.without_later, "no value from before, or no later one yet"))
        if self.without_comparison:
            told.append(_left_out(self.without_comparison, "fewer than five comparison schools"))
        return tuple(told)


@dataclass(frozen=True, kw_only=True)
class Record:
    """What came of all that one provider did, and of it by area and by indicator."""

    whole: Impact
    areas: Mapping[str, Impact]
    indicators: Mapping[str, Impact]


def by_provider(supports: Iterable[Support]) -> Mapping[str, Record]:
    """Return the record of each provider that has a support."""
    held: dict[str, list[Support]] = defaultdict(list)
    for each in supports:
        held[each.provider].append(each)
    return {provider: record(theirs) for provider, theirs in sorted(held.items())}


def record(supports: Sequence[Support]) -> Record:
    """Return what came of these supports: of all, of each area, of each indicator."""
    areas: dict[str, list[Support]] = defaultdict(list)
    indicators: dict[str, list[Support]] = defaultdict(list)
    for each in supports:
        indicators[each.indicator].append(each)
        for area in dict.fromkeys(each.areas):
            areas[area].append(each)
    return Record(
        whole=of(supports),
        areas={area: of(these) for area, these in sorted(areas.items())},
        indicators={indicator: of(these) for indicator, these in sorted(indicators.items())},
    )


def of(supports: Sequence[Support]) -> Impact:
    """Return what came of these supports.

    A school counts once, by the median of its own differences, since two objectives of one school are not two schools.
    Differences of several indicators have no unit in common: then only whether each was better or worse is counted.
    The verdict rests on nothing else anyway, as the interval of a median lies above nought by how many lie above it.
    """
    later = [each for each in supports if each.before is not None and each.after is not None]
    held = [each for each in later if len(each.compared) >= FEWEST]
    without_later, without_comparison = len(supports) - len(later), len(later) - len(held)
    schools: dict[int, list[Support]] = defaultdict(list)
    for each in held:
        schools[each.urn].append(each)
    if len(schools) < FEWEST:
        return Impact(
            n=None,
            verdict=Verdict.FEW,
            without_later=without_later,
            without_comparison=without_comparison,
        )
    is_one = len({(each.indicator, each.higher_is_better) for each in held}) == 1
    size = difference if is_one else _sign
    values = sorted(statistics.median(map(size, theirs)) for theirs in schools.values())
    found = interval(values)
    told = Impact(
        n=len(values),
        verdict=_verdict(found),
        share_better=sum(value > _SAME for value in values) / len(values),
        share_worst=statistics.fmean(
            statistics.fmean(map(_was_worst, theirs)) for theirs in schools.values()
        ),
        without_later=without_later,
        without_comparison=without_comparison,
    )
    if not is_one:
        return told
    return replace(
        told,
        median=statistics.median(values),
        interval=found,
        called=held[0].called,
        unit=held[0].unit,
        higher_is_better=held[0].higher_is_better,
        change=_middle(schools, _change),
        before_gap=_middle(schools, _before_gap),
    )


def difference(support: Support) -> float:
    """The change of a school less the median change of its comparison schools; more is better."""
    elsewhere = statistics.median(after - before for before, after in support.compared)
    return _turn(support) * (_change(support) - elsewhere)


def interval(ordered: Sequence[float]) -> Interval:
    """The interval for a median between the kth value from below and from above, of values in their order.

    The count of values under the median is binomial (n, 1/2), whatever the distribution: the interval covers it with
    1 − 2·P(count < k), exactly for a continuous one and at least that with ties (David and Nagaraja, Order Statistics,
    3rd edition, 2003, section 7.1). k is the largest that reaches CONFIDENCE, and 1 where none does: of five values the
    smallest and the largest, with 93.75%.
    """
    n, k, beyond = len(ordered), 1, 1
    while k < (n + 1) // 2 and 1 - 2 * (beyond + math.comb(n, k)) / 2**n >= CONFIDENCE:
        beyond += math.comb(n, k)
        k += 1
    return Interval(low=ordered[k - 1], high=ordered[n - k], confidence=1 - 2 * beyond / 2**n)


def _middle(schools: Mapping[int, Sequence[Support]], number: Callable[[Support], float]) -> float:
    return statistics.median(statistics.median(map(number, theirs)) for theirs in schools.values())


def _verdict(found: Interval) -> Verdict:
    if found.low > _SAME:
        return Verdict.BETTER
    return Verdict.WORSE if found.high < -_SAME else Verdict.SAME


def _sign(support: Support) -> float:
    found = difference(support)
    return 0.0 if abs(found) <= _SAME else math.copysign(1.0, found)


def _change(support: Support) -> float:
    if support.before is None or support.after is None:
        raise ValueError("a support without a later value has no change")
    return support.after - support.before


def _turn(support: Support) -> int:
    return 1 if support.higher_is_better else -1


def _before_gap(support: Support) -> float:
    elsewhere = statistics.median(before for before, _ in support.compared)
    return _turn(support) * ((support.before or 0.0) - elsewhere)


def _was_worst(support: Support) -> bool:
    """Whether at most a quarter of the comparison schools began as badly or worse."""
    own = _turn(support) * (support.before or 0.0)
    as_bad = sum(_turn(support) * before <= own for before, _ in support.compared)
    return as_bad <= WORST * len(support.compared)


def _number(value: float) -> str:
    """A number with one place, or with two where one would say nothing."""
    told = f"{value:.1f}" if value >= 0.05 else f"{value:.2f}"
    return told.rstrip("0").rstrip(".") or "0"


def _of(size: str, unit: str) -> str:
    """A number with its unit, where it has one."""
    return f"{size} {unit}" if unit else size


def _in_a_sentence(name: str) -> str:
    """The name of an indicator with a small letter, unless it begins with a name: GCSE, Attainment 8, English Baccalaureate."""
    first, _, then = name.partition(" ")
    is_name = any(each.isupper() for each in first[1:]) or then[:1].isupper() or then[:1].isdigit()
    return name if is_name else name[:1].lower() + name[1:]


def _left_out(count: int, why: str) -> str:
    if count == 1:
        return f"1 support has {why}, and is not in this."
    return f"{count} supports have {why}, and are not in this."
