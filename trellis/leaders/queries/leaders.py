"""Reading the register of system leaders: each with designations, days, portrait and protocols, as known on a day."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from trellis.accounts.models import User
from trellis.calendars.queries import academic_year
from trellis.casework.queries.days import end_of
from trellis.casework.queries.order import by_keys
from trellis.leaders.models import (
    Capacity,
    Designation,
    DesignationEnd,
    DesignationReview,
    Leader,
    LearningNeed,
    LearningNeedMet,
    Portrait,
    PortraitPublication,
    PortraitStep,
    ProtocolAcceptance,
    Release,
)
from trellis.leaders.workflows.pen_portrait import PEN_PORTRAIT
from trellis.practice.queries.entries import year_after
from trellis.schools.models import School

_REVIEWED = frozenset({"publish", "refresh"})
_SHOWS_OR_HIDES = _REVIEWED | {"take_back", "withdraw"}


@dataclass(frozen=True, kw_only=True)
class Held:
    """One designation as it stands on a day. `until` is its last day, by its own date or since it was ended."""

    designation: Designation
    ended: DesignationEnd | None
    reviews: tuple[DesignationReview, ...]
    today: date

    @property
    def until(self) -> date | None:
        given = self.designation.until
        if self.ended is None:
            return given
        return min(self.ended.ended_on, given) if given is not None else self.ended.ended_on

    @property
    def in_force(self) -> bool:
        return self.designation.from_date <= self.today and (self.until is None or self.today <= self.until)

    @property
    def is_to_come(self) -> bool:
        return self.today < self.designation.from_date

    @property
    def review_by(self) -> date:
        """The day by which it is looked at again: a year after it began, or was last looked at."""
        last = timezone.localdate(self.reviews[-1].at) if self.reviews else self.designation.from_date
        return year_after(last)

    @property
    def is_review_due(self) -> bool:
        return self.in_force and self.review_by <= self.today


@dataclass(frozen=True, kw_only=True)
class LeaderFile:
    """A system leader with all that was written and done about them, as known on `today`."""

    leader: Leader
    held: tuple[Held, ...]
    capacities: tuple[Capacity, ...]
    releases: tuple[Release, ...]
    portraits: tuple[Portrait, ...]
    portrait_steps: tuple[PortraitStep, ...]
    publications: tuple[PortraitPublication, ...]
    acceptances: tuple[ProtocolAcceptance, ...]
    needs: tuple[LearningNeed, ...]
    met: Mapping[int, LearningNeedMet]
    today: date

    @cached_property
    def designations(self) -> tuple[Designation, ...]:
        """The designations in force."""
        return tuple(each.designation for each in self.held if each.in_force)

    @property
    def designated_until(self) -> date | None:
        """The last day on which any designation holds of those in force; None where one has no end, or none is in force."""
        ends = [each.until for each in self.held if each.in_force]
        known = [each for each in ends if each is not None]
        return max(known) if known and len(known) == len(ends) else None

    @property
    def is_current(self) -> bool:
        """Whether any designation is in force."""
        return bool(self.designations)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of the designations in force, by their ids."""
        return tuple(dict.fromkeys(each.kind_id for each in self.designations))

    @property
    def kind_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.kind_name for each in self.designations))

    @property
    def cohorts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.cohort for each in self.designations if each.cohort))

    @property
    def areas(self) -> tuple[str, ...]:
        """The specialisms of the designations in force, as ids of areas of practice."""
        return tuple(dict.fromkeys(area for each in self.designations for area in each.areas))

    @property
    def phases(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(phase for each in self.designations for phase in each.phases))

    @property
    def portrait(self) -> Portrait | None:
        """The portrait that is shown: the one that was verified and published last, unless it was withdrawn since."""
        last = next((each for each in reversed(self.portrait_steps) if each.name in _SHOWS_OR_HIDES), None)
        if last is None or last.name not in _REVIEWED or not self.publications:
            return None
        newest = self.publications[-1].portrait_id
        return next((each for each in self.portraits if each.pk == newest), None)

    @property
    def newest_portrait(self) -> Portrait | None:
        """The newest words, shown or not."""
        return self.portraits[-1] if self.portraits else None

    @property
    def has_new_words(self) -> bool:
        """Whether its person has written other words than those that are shown."""
        shown, newest = self.portrait, self.newest_portrait
        return shown is not None and newest is not None and shown.pk != newest.pk

    @property
    def portrait_state(self) -> str:
        """Where the portrait stands; "" where nobody has written one."""
        return self.portrait_steps[-1].state if self.portrait_steps else ""

    @property
    def portrait_state_words(self) -> str:
        return PEN_PORTRAIT.states.get(self.portrait_state, "Not written yet")

    @property
    def portrait_review_by(self) -> date | None:
        """The day by which the portrait is looked at again: a year after it was published or refreshed."""
        last = next((each for each in reversed(self.portrait_steps) if each.name in _REVIEWED), None)
        return year_after(timezone.localdate(last.at)) if last is not None else None

    @property
    def is_portrait_review_due(self) -> bool:
        by = self.portrait_review_by
        return self.portrait_state == "published" and by is not None and by <= self.today

    @property
    def year(self) -> int:
        """The academic year of today."""
        return academic_year(self.today)

    @property
    def years(self) -> tuple[int, int]:
        """This academic year and the next: those of which days are said."""
        return self.year, self.year + 1

    def capacity_in(self, year: int) -> Capacity | None:
        """What was last said of an academic year; None where nobody said anything."""
        return next((each for each in reversed(self.capacities) if each.year == year), None)

    def days_in(self, year: int) -> int:
        """Days for other schools in an academic year; 0 where none were said."""
        said = self.capacity_in(year)
        return said.days if said is not None else 0

    def release_in(self, year: int) -> Release | None:
        """What the school last answered about an academic year."""
        return next((each for each in reversed(self.releases) if each.year == year), None)

    def released_in(self, year: int) -> bool:
        """Whether the headteacher agrees to as many days as were said of an academic year."""
        last = self.release_in(year)
        return last is not None and last.agrees and last.days >= self.days_in(year) > 0

    def waits_in(self, year: int) -> bool:
        """Whether their school has still to answer about the days that were said last of an academic year."""
        said, answered = self.capacity_in(year), self.release_in(year)
        if said is None or not said.days:
            return False
        return answered is None or (answered.at < said.at and not self.released_in(year))

    @property
    def capacity(self) -> Capacity | None:
        """What was last said of this academic year; None where nobody said anything."""
        return self.capacity_in(self.year)

    @property
    def days(self) -> int:
        """Days for other schools this academic year; 0 where none were said."""
        return self.days_in(self.year)

    @property
    def release(self) -> Release | None:
        """What the school last answered about this academic year."""
        return self.release_in(self.year)

    @property
    def released(self) -> bool:
        """Whether the headteacher agrees to as many days as were said of this academic year."""
        return self.released_in(self.year)

    @property
    def accepted(self) -> Mapping[str, int]:
        """For each route the newest protocol, by its number, that the leader has accepted."""
        found: dict[str, int] = {}
        for each in self.acceptances:
            found[each.route] = max(found.get(each.route, 0), each.protocol.number)
        return found

    def accepts(self, protocol: int, *, route: str) -> bool:
        """Whether the leader has accepted a protocol, by its number, for a route. One accepted before it binds does not stand for it."""
        return any(each.route == route and each.protocol.number == protocol for each in self.acceptances)

    @property
    def provider_id(self) -> int | None:
        return self.leader.provider_id


def files(rows: QuerySet[Leader], *, today: date) -> list[LeaderFile]:
    """Put together these leaders, by name. The number of queries does not grow with them."""
    end = end_of(today)
    ends = Prefetch("ended", DesignationEnd.objects.filter(at__lt=end).select_related("by"))
    reviews = Prefetch("reviews", by_keys(DesignationReview.objects.filter(at__lt=end)).select_related("by"))
    met = Prefetch("met", LearningNeedMet.objects.filter(at__lt=end).select_related("by"))
    told = (
        Prefetch(
            "designations",
            by_keys(Designation.objects.filter(at__lt=end))
            .select_related("own", "by")
            .prefetch_related(ends, reviews),
        ),
        Prefetch("capacities", by_keys(Capacity.objects.filter(at__lt=end)).select_related("by")),
        Prefetch("releases", by_keys(Release.objects.filter(at__lt=end)).select_related("by")),
        Prefetch("portraits", by_keys(Portrait.objects.filter(at__lt=end)).select_related("by")),
        Prefetch("portrait_steps", by_keys(PortraitStep.objects.filter(at__lt=end)).select_related("by")),
        Prefetch("publications", by_keys(PortraitPublication.objects.filter(at__lt=end))),
        Prefetch(
            "acceptances",
            by_keys(ProtocolAcceptance.objects.filter(at__lt=end)).select_related("protocol", "by"),
        ),
        Prefetch(
            "needs",
            by_keys(LearningNeed.objects.filter(at__lt=end)).select_related("by").prefetch_related(met),
        ),
    )
    known = (
        rows.filter(at__lt=end)
        .select_related("school", "authority", "user", "provider", "by")
        .prefetch_related(*told)
    )
    return [_file(row, today=today) for row in known]


def _file(row: Leader, *, today: date) -> LeaderFile:
    return LeaderFile(
        leader=row,
        held=tuple(
            Held(
                designation=each,
                ended=getattr(each, "ended", None),
                reviews=tuple(each.reviews.all()),
                today=today,
            )
            for each in row.designations.all()
        ),
        capacities=tuple(row.capacities.all()),
        releases=tuple(row.releases.all()),
        portraits=tuple(row.portraits.all()),
        portrait_steps=tuple(row.portrait_steps.all()),
        publications=tuple(row.publications.all()),
        acceptances=tuple(row.acceptances.all()),
        needs=tuple(row.needs.all()),
        met={each.pk: found for each in row.needs.all() if (found := getattr(each, "met", None)) is not None},
        today=today,
    )


def every(authority: str, *, today: date) -> list[LeaderFile]:
    """Every leader whom an authority ever entered, by name."""
    return files(Leader.objects.filter(authority=authority), today=today)


def current(authority: str, *, today: date) -> list[LeaderFile]:
    """The leaders of an authority with a designation in force, by name."""
    return [each for each in every(authority, today=today) if each.is_current]


def one(leader_id: int, *, authorities: Collection[str], today: date) -> LeaderFile | None:
    """One leader, if of one of these authorities; None otherwise."""
    found = files(Leader.objects.filter(pk=leader_id, authority__in=authorities), today=today)
    return found[0] if found else None


def of_user(user: User, today: date) -> list[LeaderFile]:
    """The leader that somebody is, at each authority that has entered them."""
    return files(Leader.objects.filter(user=user), today=today)


def of_school(school: School, today: date) -> list[LeaderFile]:
    """Every leader who works at a school, by name, whether a designation is in force or not."""
    return files(Leader.objects.filter(school=school, authority=school.authority_id), today=today)
