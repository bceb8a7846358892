"""What came of support: its indicator before and after, beside schools like the one that was helped."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from statistics import fmean

from trellis.analysis.store.records import IndicatorHeld
from trellis.analysis.store.warehouse import Warehouse
from trellis.brokering import impact
from trellis.brokering.impact import Impact, Record
from trellis.brokering.matching_parts import Evaluations
from trellis.brokering.queries.supports import SupportFile
from trellis.brokering.workflows.support import GIVEN
from trellis.calendars.queries import academic_year

MOST_COMPARED = 20
Values = Mapping[tuple[str, int], Mapping[int, float]]
_UNITS = {
    "percent": "percentage points",
    "score": "points",
    "rate_per_100": "for each 100 pupils",
    "count": "",
    "ratio": "",
}


def is_given(file: SupportFile) -> bool:
    """Whether support was given to its end, and so can have come to something."""
    return file.state in GIVEN


def measured(files: Iterable[SupportFile], held: Warehouse | None) -> list[impact.Support]:
    """Each support that was given and names an indicator, with its values before and after.

    Before is the newest year that ended before the support began; after is the first that ended once it was over. One
    without a later value, or whose figures cannot be read now, is in it as not known.
    """
    given = [each for each in files if is_given(each) and each.support.indicator and each.terms is not None]
    if held is None or not given:
        return [_unknown(each) for each in given]
    known = {each.id: each for each in held.indicators() if each.polarity != "none"}
    told = [each for each in given if each.support.indicator in known]
    like = {
        urn: [other.urn for other in held.similar(urn)][:MOST_COMPARED]
        for urn in {each.school.urn for each in told}
    }
    urns = sorted({*like, *(other for others in like.values() for other in others)})
    values = (
        held.values_by_year(urns, indicators=sorted({each.support.indicator for each in told}))
        if told
        else {}
    )
    return [
        _measured(each, known[each.support.indicator], like[each.school.urn], values)
        if each.support.indicator in known
        else _unknown(each)
        for each in given
    ]


def records(measures: Sequence[impact.Support]) -> Mapping[str, Record]:
    """The record of each provider, by its number as text."""
    return impact.by_provider(measures)


def of_areas(measures: Sequence[impact.Support]) -> Mapping[str, Impact]:
    """What came of support by area of practice, whoever gave it."""
    return impact.record(measures).areas if measures else {}


def evaluations(files: Iterable[SupportFile]) -> dict[int, Evaluations]:
    """What the schools that were helped said of each provider: hidden where they are fewer than five.

    A school counts once, by the mean of what it said, so that five supports of one school are not five schools.
    """
    said: dict[int, dict[int, list[int]]] = {}
    for each in files:
        told = each.evaluation("receiving")
        if told is not None and each.match is not None:
            of_provider = said.setdefault(each.match.provider_id, {})
            of_provider.setdefault(each.school.pk, []).append(told.helped)
    return {provider: _valued(by_school.values()) for provider, by_school in said.items()}


def _valued(by_school: Collection[Sequence[int]]) -> Evaluations:
    means = [fmean(each) for each in by_school]
    return Evaluations(n=len(means), mean=fmean(means) if len(means) >= impact.FEWEST else None)


def years_of(file: SupportFile) -> tuple[int, int]:
    """The last year that ended before a support began, and the first that ended after it, each by the year it ends in."""
    if file.terms is None:
        raise ValueError("support that was given has terms")
    return academic_year(file.terms.begins), academic_year(ended_on(file)) + 1


def ended_on(file: SupportFile) -> date:
    """The last day on which something was given; the last that was agreed where nothing was logged."""
    if file.given:
        return max(each.on for each in file.given)
    if file.terms is None:
        raise ValueError("support that was given has terms")
    return file.terms.ends


def _measured(file: SupportFile, about: IndicatorHeld, like: Sequence[int], values: Values) -> impact.Support:
    last_before, first_after = years_of(file)
    urn = file.school.urn
    years = sorted(year for name, year in values if name == about.id)
    before_in = next((y for y in reversed(years) if y <= last_before and urn in values[about.id, y]), None)
    after_in = next((y for y in years if y >= first_after and urn in values[about.id, y]), None)
    if before_in is None or after_in is None:
        return _unknown(file, about)
    before, after = values[about.id, before_in], values[about.id, after_in]
    return _support(
        file,
        about,
        before=before[urn],
        after=after[urn],
        compared=tuple((before[each], after[each]) for each in like if each in before and each in after),
    )


def _unknown(file: SupportFile, about: IndicatorHeld | None = None) -> impact.Support:
    return _support(file, about, before=None, after=None, compared=())


def _support(
    file: SupportFile,
    about: IndicatorHeld | None,
    *,
    before: float | None,
    after: float | None,
    compared: tuple[tuple[float, float], ...],
) -> impact.Support:
    return impact.Support(
        provider=str(file.match.provider_id) if file.match is not None else "",
        areas=tuple(file.support.areas),
        urn=file.school.urn,
        indicator=file.support.indicator,
        called=about.name if about is not None else file.support.indicator,
        unit=_UNITS.get(about.unit, about.unit) if about is not None else "points",
        higher_is_better=about is None or about.polarity != "low",
        before=before,
        after=after,
        compared=compared,
    )
