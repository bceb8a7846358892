"""The list of schools as a page: lines, counts by level, and what to do first. Pure functions."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from trellis.interfaces.web.govuk import levels, words
from trellis.interfaces.web.govuk.levels import LevelTag
from trellis.interfaces.web.schools.chasing import stands_apart
from trellis.interfaces.web.schools.filters import LEVELS, SORTS, Filters
from trellis.interfaces.web.schools.filters import read as reading
from trellis.schools.models import PHASES, RELATIONSHIPS, SavedList
from trellis.screening.listed import ListedResult, SchoolListed
from trellis.screening.models import Run

PAGE_LENGTH = 150
_ORDER = {band: place for place, band in enumerate(levels.BANDS)}
_SHORT_RELATIONSHIP = {"maintained": "Maintained", "academy": "Academy"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One school of the list."""

    urn: int
    name: str
    place: str
    phase: str
    relationship: str
    tag: LevelTag
    coverage: int
    reason: str
    flags: tuple[str, ...]
    watched: bool = False


@dataclass(frozen=True, kw_only=True)
class CountCard:
    """How many schools have one level, with where to see them."""

    number: str
    label: str
    note: str
    href: str
    schools: int


@dataclass(frozen=True, kw_only=True)
class Option:
    """One choice of a filter."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Pager:
    """Where one is in a long list."""

    page: int
    pages: int
    before: str | None
    after: str | None


@dataclass(frozen=True, kw_only=True)
class SavedLink:
    """One of the user's own lists."""

    id: int
    name: str
    href: str


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The whole page."""

    lines: tuple[Line, ...]
    cards: tuple[CountCard, ...]
    found: str
    phases: tuple[Option, ...]
    level_choices: tuple[Option, ...]
    relationships: tuple[Option, ...]
    sorts: tuple[Option, ...]
    pager: Pager | None
    chase: int
    apart: int
    only_one: bool


def count_cards(
    counted: Iterable[tuple[str, str, int]], *, named: Mapping[int, str], filters: Filters
) -> tuple[CountCard, ...]:
    """Return a card for each band of `levels.BANDS`, most in need of a person first.

    `counted` are (band, relationship, how many schools). Schools that the authority agrees no level for are
    counted with the band of concern, and the card says how many they are.
    """
    schools: dict[str, int] = {}
    concerns: dict[str, int] = {}
    for band, relationship, number in counted:
        schools[band] = schools.get(band, 0) + number
        if relationship != "maintained":
            concerns[band] = concerns.get(band, 0) + number
    return tuple(
        CountCard(
            number=band,
            label=f"{label}: {named.get(int(band), '')}" if band.isdigit() else label,
            note=_NOTES.get(band) or _of_which(concerns.get(band, 0), secure=band == "1"),
            href=filters.address(level=band),
            schools=schools.get(band, 0),
        )
        for band, label in levels.BANDS.items()
    )


_NOTES = {
    "none": "not the same as secure",
    "between": "neither follows; a person must judge",
}


def _of_which(number: int, *, secure: bool) -> str:
    if not number:
        return ""
    said = "no concern" if secure else "a concern, not a level"
    return f"{number} of them academies or others: {said}"


def narrowed(
    results: Iterable[ListedResult], *, filters: Filters, watched: Container[int] = ()
) -> list[ListedResult]:
    """Return the results that the filters leave, in their order. `watched` are the URNs on the user's watchlist."""
    return sorted((r for r in results if _keeps(r, filters, watched)), key=_order(filters.sort))


def present(
    results: Sequence[ListedResult],
    *,
    named: Mapping[int, str],
    filters: Filters,
    watched: Container[int] = (),
) -> Listing:
    """Return the page for these results, which are all that the user may see, narrowed by the filters."""
    counted = Counter((_band(result), result.relationship) for result in results)
    kept = narrowed(results, filters=filters, watched=watched)
    pages = max(1, -(-len(kept) // PAGE_LENGTH))
    page = min(filters.page, pages)
    shown = kept[(page - 1) * PAGE_LENGTH : page * PAGE_LENGTH]
    return Listing(
        lines=tuple(line(result, named=named, watched=watched) for result in shown),
        cards=count_cards(
            ((band, relationship, number) for (band, relationship), number in counted.items()),
            named=named,
            filters=Filters(authority=filters.authority, run=filters.run),
        ),
        found=_found(len(kept), of=len(results), filters=filters),
        phases=_options(
            "All phases",
            {p: PHASES.get(p, p) for p in sorted({r.school.phase_group for r in results}, key=_phase_place)},
            filters.phase,
        ),
        level_choices=_options("All levels", LEVELS, filters.level),
        relationships=_options(
            "All",
            {
                r: _SHORT_RELATIONSHIP.get(r, RELATIONSHIPS.get(r, r))
                for r in sorted({r.relationship for r in results})
            },
            filters.relationship,
        ),
        sorts=tuple(Option(value=v, text=t, chosen=v == filters.sort) for v, t in SORTS.items()),
        pager=None
        if pages == 1
        else Pager(
            page=page,
            pages=pages,
            before=filters.address(page=page - 1) if page > 1 else None,
            after=filters.address(page=page + 1) if page < pages else None,
        ),
        chase=sum(_band(result) == "none" and not stands_apart(result) for result in results),
        apart=sum(_band(result) == "none" and stands_apart(result) for result in results),
        only_one=len(results) == 1,
    )


def line(result: ListedResult, *, named: Mapping[int, str], watched: Container[int] = ()) -> Line:
    """Return one school of the list."""
    school = result.school
    return Line(
        urn=school.urn,
        name=school.name,
        place=school.town,
        phase=PHASES.get(school.phase_group, "Phase not known"),
        relationship=_SHORT_RELATIONSHIP.get(result.relationship, "Other"),
        tag=levels.tag(
            result.level,
            named=named,
            raises_concerns=result.relationship != "maintained",
            ground=result.ground,
        ),
        coverage=levels.coverage_percent(result.coverage),
        reason=_reason(result),
        flags=tuple(
            name
            for name, said in (
                ("contextual vulnerability", getattr(result, "contextually_vulnerable", False)),
                ("capacity to support others", getattr(result, "has_capacity", False)),
            )
            if said
        ),
        watched=school.urn in watched,
    )


def _reason(result: ListedResult) -> str:
    """The main reason, without the words that the column before it says already."""
    said = result.main_reason.removeprefix("Insufficient evidence: ")
    return said[:1].upper() + said[1:]


def saved_links(saved: Iterable[SavedList], *, filters: Filters) -> tuple[SavedLink, ...]:
    """Return the user's own lists, each leading to the newest run of the authority looked at."""
    return tuple(
        SavedLink(
            id=kept.pk,
            name=kept.name,
            href=reading(
                QueryDict(kept.query.removeprefix("?")), phases=PHASES, relationships=RELATIONSHIPS
            ).address(authority=filters.authority),
        )
        for kept in saved
    )


def in_words(filters: Filters) -> str:
    """Say which schools a list is of, and in what order, as it is about to be saved."""
    parts = [
        f"“{filters.search}” in the name, trust, place or URN" if filters.search else "",
        PHASES.get(filters.phase, "").lower(),
        LEVELS.get(filters.level, "").lower(),
        _SHORT_RELATIONSHIP.get(filters.relationship, RELATIONSHIPS.get(filters.relationship, "")).lower(),
        "on your watchlist" if filters.watched else "",
    ]
    kept = [part for part in parts if part]
    which = f"schools narrowed to {', '.join(kept)}" if kept else "all schools"
    return f"It shows {which}. Order: {SORTS[filters.sort]}."


def run_sentence(*, pack_title: str, version: str, as_of: date, at: str) -> str:
    """Say in one sentence what the list rests on."""
    return (
        f"Suggested by {pack_title} (version {version}) from data known on {words.day(as_of)}. Run on {at}."
    )


def notice(run: Run) -> str:
    """Say what one is looking at, where it is not the run that everybody sees."""
    seen = f"You are looking at the run of {words.moment(run.at)}"
    if run.is_current:
        return f"{seen}, which a later run has replaced."
    return (
        f"{seen}, by {run.pack_title}, with what was known on {words.day(run.as_of)}. It is not what others see: they"
        " see the newest run of its own day by the pack in force."
    )


def _band(result: ListedResult) -> str:
    return levels.band(result.level, result.ground)


def _keeps(result: ListedResult, filters: Filters, watched: Container[int]) -> bool:
    school = result.school
    return (
        (not filters.phase or school.phase_group == filters.phase)
        and (not filters.relationship or result.relationship == filters.relationship)
        and (not filters.level or filters.level == _band(result))
        and (not filters.watched or school.urn in watched)
        and (not filters.search or _says(school, filters.search))
    )


def _says(school: SchoolListed, search: str) -> bool:
    said = f"{school.name} {school.trust_name} {school.town} {school.postcode} {school.urn}".casefold()
    return all(word in said for word in search.casefold().split())


def _order(sort: str):  # type: ignore[no-untyped-def]
    by_name = {
        "name": lambda r: (r.school.name.casefold(), r.school_id),
        "coverage": lambda r: (r.coverage, r.school.name.casefold(), r.school_id),
    }
    return by_name.get(sort, lambda r: (_ORDER[_band(r)], r.school.name.casefold(), r.school_id))


def _phase_place(phase: str) -> int:
    known = list(PHASES)
    return known.index(phase) if phase in known else len(known)


def _options(everything: str, choices: Mapping[str, str], chosen: str) -> tuple[Option, ...]:
    first = Option(value="", text=everything, chosen=not chosen)
    return (first, *(Option(value=v, text=t, chosen=v == chosen) for v, t in choices.items()))


def _found(number: int, *, of: int, filters: Filters) -> str:
    if not filters.narrowed:
        return words.count(of, "school")
    return f"{number} of {words.count(of, 'school')}"
