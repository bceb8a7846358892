"""Everybody who could help with a need, with what is known of each: what the ranking is given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trellis.analysis.store.warehouse import Warehouse
from trellis.brokering.matching_parts import Candidate, Evaluations, Need
from trellis.brokering.models import Support
from trellis.brokering.queries import checking, outcomes, promised, supports
from trellis.brokering.queries.supports import SupportFile
from trellis.calendars.queries import academic_year, year_name
from trellis.casework.queries import levels
from trellis.leaders.models import Leader
from trellis.leaders.queries import commitments, leaders
from trellis.leaders.queries.leaders import LeaderFile
from trellis.practice import areas
from trellis.practice.queries import entries
from trellis.practice.queries.entries import EntryFile
from trellis.providers.queries import register
from trellis.providers.queries.register import ProviderFile
from trellis.schools import queries as schools
from trellis.schools.models import School

CONCERN = 3
MOST_HELPED = 4
"""How many schools one school helps at once before it is asked by no more of them."""
LOOKS_AHEAD = frozenset({6, 7, 8})
"""The months in which most of what is asked for begins in September, so that days of the next school year are looked at."""
Relevance = Mapping[str, float]
"""How well the words of a need fit each candidate, by its key, from 0 to 1."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """Who there is at an authority on a day. Read once, and put beside any need."""

    authority: str
    today: date
    practice: tuple[EntryFile, ...]
    leaders: tuple[LeaderFile, ...]
    providers: Mapping[int, ProviderFile]
    supports: tuple[SupportFile, ...]
    removed: tuple[ProviderFile, ...] = ()

    @property
    def schools(self) -> dict[int, School]:
        """Every school of a candidate, by URN."""
        every = (
            *(each.entry.school for each in self.practice),
            *(each.leader.school for each in self.leaders),
            *(each.provider.school for each in self.providers.values()),
        )
        return {each.pk: each for each in every if each is not None}

    def provider_of(self, key: str) -> ProviderFile | None:
        """The provider behind a candidate: of the school of an entry, of a leader, or itself."""
        kind, number = key.split(":")
        if kind == "provider":
            return self.providers.get(int(number))
        if kind == "leader":
            leader = self.leader_of(key)
            return self._behind(leader.leader) if leader is not None else None
        entry = self.entry_of(key)
        return self._of_school(entry.entry.school_id) if entry is not None else None

    def was_removed(self, key: str) -> bool:
        """Whether the provider behind a candidate was removed from the register."""
        leader, entry = self.leader_of(key), self.entry_of(key)
        if leader is not None and leader.leader.provider_id is not None:
            return leader.leader.provider_id in {each.provider.pk for each in self.removed}
        school = leader.leader.school_id if leader is not None else None
        school = entry.entry.school_id if entry is not None else school
        return school is not None and school in {each.provider.school_id for each in self.removed}

    def leader_of(self, key: str) -> LeaderFile | None:
        return next((each for each in self.leaders if f"leader:{each.leader.pk}" == key), None)

    def entry_of(self, key: str) -> EntryFile | None:
        return next((each for each in self.practice if f"entry:{each.entry.pk}" == key), None)

    def _behind(self, leader: Leader) -> ProviderFile | None:
        if leader.provider_id is not None:
            return self.providers.get(leader.provider_id)
        return self._of_school(leader.school_id) if leader.school_id is not None else None

    def _of_school(self, urn: int) -> ProviderFile | None:
        return next((each for each in self.providers.values() if each.provider.school_id == urn), None)


def field(authority: str, *, today: date) -> Field:
    """Read who there is. The number of queries does not grow with them."""
    listed = register.every(authority, today=today)
    return Field(
        authority=authority,
        today=today,
        practice=tuple(
            each
            for each in entries.current(authority, today=today)
            if _is_there(each.entry.school, authority)
        ),
        leaders=tuple(
            each
            for each in leaders.current(authority, today=today)
            if _is_there(each.leader.school, authority)
        ),
        providers={
            each.provider.pk: each
            for each in listed
            if each.state != "removed" and _is_there(each.provider.school, authority)
        },
        removed=tuple(each for each in listed if each.state == "removed"),
        supports=tuple(supports.of_authority(authority, today=today)),
    )


def _is_there(school: School | None, authority: str) -> bool:
    """Whether a school is open and of the authority: one that closed, or went to another, is not asked to help."""
    return school is None or (school.is_open and school.authority_id == authority)


def need_of(support: Support, held: Warehouse | None) -> Need:
    """A need as the ranking reads it, with where its school stands and which schools are like it."""
    school = support.school
    at = next(iter(held.schools_of([school.urn])), None) if held is not None else None
    return Need(
        urn=school.urn,
        areas=frozenset(support.areas),
        words=support.what,
        phase=school.phase_group,
        easting=at.easting if at is not None else None,
        northing=at.northing if at is not None else None,
        similar={each.urn: each.rank for each in held.similar(school.urn)} if held is not None else {},
        authority=support.authority_id,
    )


def candidates(
    known: Field, support: Support, *, relevance: Relevance, held: Warehouse | None
) -> list[Candidate]:
    """Everybody in the field, with what is known of each for one need."""
    facts = _Facts(known, support, relevance=relevance, held=held)
    return [
        *(facts.of_entry(each) for each in known.practice),
        *(facts.of_leader(each) for each in known.leaders),
        *(facts.of_provider(each) for each in known.providers.values()),
    ]


def texts(known: Field) -> dict[str, str]:
    """What each candidate is found by, by its key: the words of an entry, a portrait or an offer, and the names of areas."""
    told: dict[str, str] = {}
    for entry in known.practice:
        shown = entry.shown or entry.wording
        said = (shown.title, shown.what, shown.whom, shown.shows, *areas.names(shown.areas))
        told[f"entry:{entry.entry.pk}"] = " ".join(said)
    for leader in known.leaders:
        portrait = leader.portrait
        of_person = (portrait.words, portrait.offers) if portrait is not None else ()
        told[f"leader:{leader.leader.pk}"] = " ".join((*of_person, *areas.names(leader.areas)))
    for provider in known.providers.values():
        offer = provider.offer
        told[f"provider:{provider.provider.pk}"] = " ".join((offer.offers, *areas.names(offer.areas)))
    return told


def _looks_ahead(support: Support, *, today: date) -> bool:
    """Whether days of the next school year are looked at: from June to August, unless it is wanted before that year begins."""
    wanted = support.by_when
    ends_before = wanted is not None and academic_year(wanted) <= academic_year(today)
    return today.month in LOOKS_AHEAD and not ends_before


class _Facts:
    """What is asked once for all candidates of one need."""

    def __init__(
        self, known: Field, support: Support, *, relevance: Relevance, held: Warehouse | None
    ) -> None:
        today = known.today
        self._known, self._support, self._relevance = known, support, relevance
        measures = outcomes.measured(known.supports, held)
        self._past = {key: each.whole for key, each in outcomes.records(measures).items()}
        self._evaluations = outcomes.evaluations(known.supports)
        self._helps = supports.providers_helping(known.supports)
        self._full = {
            known.providers[number].provider.school_id
            for number, helped in self._helps.items()
            if number in known.providers and len(helped - {support.school_id}) >= MOST_HELPED
        }
        self._looks_ahead = _looks_ahead(support, today=today)
        self._own = [each for each in known.supports if each.support.pk == support.pk]
        self._taken: dict[int, Mapping[int, Decimal]] = {}
        self._protocol = checking.protocol_of(known.authority, route=support.route, today=today)
        self._interests = checking.interests_of_all(support.school, today=today)
        urns = set(known.schools)
        self._places = (
            {each.urn: (each.easting, each.northing) for each in held.schools_of(sorted(urns))}
            if held is not None and urns
            else {}
        )
        standing = levels.standing(schools.by_urns(urns), on=today)
        self._levels = {urn: each.level for urn, each in standing.items()}

    def of_entry(self, file: EntryFile) -> Candidate:
        entry, shown = file.entry, file.shown or file.wording
        key = f"entry:{entry.pk}"
        return self._made(
            key,
            kind="entry",
            name=f"{entry.school.name}: {shown.title}",
            school=entry.school,
            provider=self._known.provider_of(key),
            areas=shown.areas,
            phases=shown.phases,
        )

    def of_leader(self, file: LeaderFile) -> Candidate:
        leader, key = file.leader, f"leader:{file.leader.pk}"
        where = leader.school.name if leader.school is not None else leader.works_at
        this, following = file.years
        ahead = self._looks_ahead and file.capacity_in(following) is not None
        if ahead and self._support.by_when is None and not self._could(file, following):
            ahead = not self._could(file, this)  # it may begin this year, of which there are days
        year = following if ahead else this
        left = self._left(file, year)
        newest = self._protocol
        return self._made(
            key,
            kind="leader",
            name=f"{leader.name}, {where}" if where else leader.name,
            school=leader.school,
            provider=self._known.provider_of(key),
            areas=file.areas,
            phases=file.phases,
            days=float(left) if file.capacity_in(year) is not None else None,
            days_in=year_name(year) if year != this else "",
            accepts=newest is not None and file.accepts(newest.number, route=self._support.route),
            released=file.released_in(year) if leader.school is not None else None,
            user_id=leader.user_id,
        )

    def _left(self, file: LeaderFile, year: int) -> Decimal:
        """The days that a leader has left of an academic year."""
        return file.days_in(year) - self._taken_in(year).get(file.leader.pk, Decimal(0))

    def _could(self, file: LeaderFile, year: int) -> bool:
        """Whether a leader has days left of an academic year, and is released for it."""
        return self._left(file, year) > 0 and (file.leader.school_id is None or file.released_in(year))

    def of_provider(self, file: ProviderFile) -> Candidate:
        provider = file.provider
        return self._made(
            f"provider:{provider.pk}",
            kind="provider",
            name=provider.name,
            school=provider.school,
            provider=file,
            areas=file.offer.areas,
            phases=file.offer.phases,
        )

    def _made(
        self,
        key: str,
        *,
        kind: str,
        name: str,
        school: School | None,
        provider: ProviderFile | None,
        areas: Iterable[str],
        phases: Iterable[str],
        user_id: int | None = None,
        days: float | None = None,
        days_in: str = "",
        accepts: bool | None = None,
        released: bool | None = None,
    ) -> Candidate:
        number = provider.provider.pk if provider is not None else None
        east, north = self._places.get(school.urn, (None, None)) if school is not None else (None, None)
        level = self._levels.get(school.pk) if school is not None else None
        return Candidate(
            key=key,
            kind=kind,  # type: ignore[arg-type]
            name=name,
            urn=school.urn if school is not None else None,
            provider=str(number) if number is not None else None,
            authority=self._known.authority,
            areas=frozenset(areas),
            phases=frozenset(phases),
            relevance=self._relevance.get(key),
            easting=east,
            northing=north,
            days=days,
            days_in=days_in,
            helps=len(self._helps.get(number, ())) if number is not None else 0,
            full=school is not None and school.pk in self._full,
            quality_current=provider is not None and provider.quality.is_current,
            registered=provider is not None,
            removed=provider is None and self._known.was_removed(key),
            quality=provider.quality.said if provider is not None else "",
            accepts=accepts,
            released=released,
            interest=self._interest(school, user_id),
            concern=level >= CONCERN if level is not None else None,
            past=self._past.get(str(number)) if number is not None else None,
            evaluations=self._evaluations.get(number, Evaluations()) if number is not None else Evaluations(),
        )

    def _taken_in(self, year: int) -> Mapping[int, Decimal]:
        """The days of each leader that are taken in an academic year, but by the support that is looked for."""
        if year not in self._taken:
            today = self._known.today
            found = commitments.taken(self._known.authority, year=year, today=today)
            for leader, days in promised.of_files(self._own, year=year, today=today).items():
                found[leader] = found.get(leader, Decimal(0)) - days
            self._taken[year] = found
        return self._taken[year]

    def _interest(self, school: School | None, user_id: int | None) -> str:
        if user_id is not None and user_id in self._interests.people:
            return self._interests.people[user_id]
        return self._interests.heads.get(school.pk, "") if school is not None else ""
