"""What the register, the inspectorate and the figures of today tell of one school: what the school's page asks for."""

from dataclasses import dataclass, field
from datetime import date

from trellis.analysis.store.records import HistoryRow, Inspection, LineageStep, SimilarSchool, Standing
from trellis.analysis.store.records import School as Registered
from trellis.interfaces.web.govuk import addresses, words
from trellis.interfaces.web.schools import strengths
from trellis.interfaces.web.schools.ledger import Source
from trellis.schools import data
from trellis.schools.models import School


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is held of one school, before it is put into the words of a page. Empty where nothing can be read."""

    register: Registered | None = None
    register_source: Source | None = None
    steps: tuple[LineageStep, ...] = ()
    registered: dict[int, Registered] = field(default_factory=dict)
    inspections: tuple[Inspection, ...] = ()
    standings: tuple[Standing, ...] = ()
    similar: tuple[int, ...] = ()
    values: strengths.Values = field(default_factory=dict)
    as_of: date | None = None


NOTHING = Known()


def known(school: School) -> Known:
    """Read what the page of one school shows beside its evidence."""
    held = data.warehouse()
    if held is None:
        return NOTHING
    steps = tuple(held.lineage(school.urn))
    numbers = [school.urn, *(step.predecessor_urn for step in steps)]
    registered = {each.urn: each for each in held.schools_of(numbers)}
    own = registered.get(school.urn)
    standings = tuple(held.standings(school.urn, authority=school.authority_id))
    similar: tuple[int, ...] = ()
    values: strengths.Values = {}
    hopeful = strengths.candidates(standings)
    if hopeful:
        near: list[SimilarSchool] = held.similar(school.urn)
        similar = tuple(other.urn for other in near)
        since = min(each.year or 0 for each in hopeful) - strengths.YEARS_BACK
        values = held.values_by_year(
            [school.urn, *similar], since=since, indicators=[each.indicator for each in hopeful]
        )
    return Known(
        register=own,
        register_source=_register_source(own),
        steps=steps,
        registered=registered,
        inspections=tuple(held.inspections(school.urn)),
        standings=standings,
        similar=similar,
        values=values,
        as_of=held.as_of,
    )


Groups = tuple[tuple[Standing, ...], tuple[HistoryRow, ...]]
NO_GROUPS: Groups = ((), ())


def groups(school: School) -> Groups:
    """Read where the school stands in everything, and every year of it, its authority's own returns among them."""
    held = data.warehouse()
    if held is None:
        return NO_GROUPS
    authority = school.authority_id
    return (
        tuple(held.standings(school.urn, authority=authority)),
        tuple(held.history(school.urn, authority=authority)),
    )


def _register_source(own: Registered | None) -> Source | None:
    if own is None or not own.release or own.row is None or own.row < 1:
        return None
    return Source(
        href=addresses.of("source", urn=own.urn, release=own.release, row=own.row),
        file_name=own.release,
        row=own.row,
        known_from=words.day(own.known_from),
    )


def source_of(standing: Standing, *, urn: int, run_id: int | None = None) -> Source | None:
    """Return where a figure came from; None for one that is worked out, or absent."""
    if not standing.release or standing.row is None or standing.row < 1:
        return None
    known_from = words.day(standing.known_from)
    address = addresses.of("source", urn=urn, release=standing.release, row=standing.row)
    return Source(
        href=address + (f"?run={run_id}" if run_id is not None else ""),
        file_name=standing.file_name or standing.release,
        row=standing.row,
        known_from=f"{known_from} (estimated)"
        if known_from and standing.known_from_estimated
        else known_from,
    )
