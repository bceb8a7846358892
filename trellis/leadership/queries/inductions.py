"""Reading inductions: each with its steps, needs, mentor, induction day and modules, as known on a day."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.casework.queries.days import end_of
from trellis.casework.queries.order import by_keys
from trellis.events.models import Kind
from trellis.events.queries import events
from trellis.events.queries.events import EventFile, Place
from trellis.leadership.models import (
    Eligibility,
    Induction,
    InductionStep,
    Mentoring,
    NeedsAnalysis,
    SupportItem,
    SupportItemDone,
)
from trellis.leadership.workflows.induction import INDUCTION, KINDS
from trellis.practice.queries.entries import year_after
from trellis.schools import queries as schools
from trellis.schools.models import School

BOOKED_FOR = (Kind.DAY, Kind.MODULE)


@dataclass(frozen=True, kw_only=True)
class Session:
    """An induction day or a module, and the booking of the headteacher on it; None where there is none."""

    file: EventFile
    place: Place | None

    @property
    def attended(self) -> bool:
        return self.place is not None and self.place.state == "attended"


@dataclass(frozen=True, kw_only=True)
class Item:
    """Something that the needs analysis asks for, and how it was seen to; None where it is not yet."""

    row: SupportItem
    done: SupportItemDone | None


@dataclass(frozen=True, kw_only=True)
class InductionFile:
    """An induction with all that was written and done about it, as known on `today`."""

    induction: Induction
    steps: tuple[InductionStep, ...]
    eligibilities: tuple[Eligibility, ...]
    analysis: NeedsAnalysis | None
    items: tuple[Item, ...]
    mentorings: tuple[Mentoring, ...]
    days: tuple[Session, ...]
    modules: tuple[Session, ...]
    today: date

    @property
    def state(self) -> str:
        return self.steps[-1].state

    @property
    def state_words(self) -> str:
        return INDUCTION.states[self.state]

    @property
    def is_open(self) -> bool:
        return self.state not in INDUCTION.final

    @property
    def kind(self) -> str:
        """The kind of headship; "" before somebody said it."""
        said = next((each for each in reversed(self.steps) if each.name == "type"), None)
        return str(said.details["kind"]) if said is not None else ""

    @property
    def kind_words(self) -> str:
        return KINDS.get(self.kind, "Not said yet")

    @property
    def eligible(self) -> bool | None:
        """Whether they are eligible for a Professional Partner; None before somebody recorded it."""
        return self.eligibilities[-1].eligible if self.eligibilities else None

    @property
    def mentor(self) -> Mentoring | None:
        return self.mentorings[-1] if self.mentorings else None

    @property
    def day_attended(self) -> Session | None:
        """The induction day that they came to."""
        return next((each for each in self.days if each.attended), None)

    @property
    def open_items(self) -> tuple[Item, ...]:
        return tuple(each for each in self.items if each.done is None)

    @property
    def year_ends(self) -> date:
        """A year after they began."""
        return year_after(self.induction.started_on)

    def step(self, name: str) -> InductionStep | None:
        """The newest step of a name; None where none was taken."""
        return next((each for each in reversed(self.steps) if each.name == name), None)


def files(rows: QuerySet[Induction], *, today: date) -> list[InductionFile]:
    """Put together these inductions, the newest first. The number of queries does not grow with them, but by authority."""
    end = end_of(today)
    items = SupportItem.objects.filter(at__lt=end).select_related("done")
    told = (
        Prefetch("steps", by_keys(InductionStep.objects.filter(at__lt=end)).select_related("by")),
        Prefetch("eligibilities", by_keys(Eligibility.objects.filter(at__lt=end)).select_related("by")),
        Prefetch("items", by_keys(items)),
        Prefetch(
            "mentorings",
            by_keys(Mentoring.objects.filter(at__lt=end)).select_related("leader__school", "by"),
        ),
    )
    known = list(
        rows.filter(at__lt=end)
        .select_related("school", "authority", "user", "by", "analysis__by")
        .prefetch_related(*told)
    )
    held = {
        code: _sessions(code, [_year(each) for each in known if each.authority_id == code], today=today)
        for code in {each.authority_id for each in known}
    }
    return [_file(row, held[row.authority_id], today=today) for row in known]


def _year(row: Induction) -> tuple[date, date]:
    """The days between which events are of an induction: many come to the induction day in the term before they begin."""
    return min(row.started_on, timezone.localdate(row.at)), year_after(row.started_on)


def _sessions(authority: str, years: Sequence[tuple[date, date]], *, today: date) -> list[EventFile]:
    """The induction days and modules of an authority in the years of some inductions."""
    since, until = min(began for began, _ in years), max(ends for _, ends in years)
    return events.at(authority, today=today, since=since, until=until, kinds=BOOKED_FOR)


def one(induction_id: int, *, authorities: Collection[str], today: date) -> InductionFile | None:
    """One induction, if of one of these authorities; None otherwise."""
    found = files(Induction.objects.filter(pk=induction_id, authority__in=authorities), today=today)
    return found[0] if found else None


def read_by(
    user: User, held: Access, *, today: date, authority: str = "", open_only: bool = False
) -> list[InductionFile]:
    """The inductions that somebody may read: their own, and for the authority’s people those of the schools they reach.

    With `open_only` those that have ended are not read.
    """
    seen = schools.visible_to(user, on=today, permission=Permission.INDUCTION_READ, held=held)
    codes = held.authorities(Permission.INDUCTION_READ)  # a school that moved takes no induction with it
    rows: QuerySet[Induction] = Induction.objects.filter(school__in=seen, authority__in=codes)
    if authority:
        rows = rows.filter(authority=authority)
    if open_only:
        rows = _open(rows, today=today)
    return [each for each in files(rows, today=today) if may_read(each, user, held)]


def may_read(file: InductionFile, user: User, held: Access) -> bool:
    """Whether somebody reads where an induction stands: the headteacher whose it is, and the authority’s people who read of the school."""
    school = file.induction.school
    if not schools.reaches(held, Permission.INDUCTION_READ, school=school):
        return False
    return file.induction.user_id == user.pk or _of_authority(held, Permission.INDUCTION_READ, school)


def reads_needs(file: InductionFile, user: User, held: Access) -> bool:
    """Whether somebody reads what is said in it: the headteacher whose it is, and the school improvement team."""
    if file.induction.user_id == user.pk:
        return may_read(file, user, held)
    school = file.induction.school
    return may_read(file, user, held) and _of_authority(held, Permission.VISIT_WRITE, school)


def mentees(authority: str, *, today: date) -> Mapping[int, int]:
    """How many headteachers each system leader mentors now, by the leader’s number."""
    found: dict[int, int] = {}
    for file in files(_open(Induction.objects.filter(authority=authority), today=today), today=today):
        if file.mentor is not None:
            found[file.mentor.leader_id] = found.get(file.mentor.leader_id, 0) + 1
    return found


def reaching(authority: str, *, year: int, today: date) -> list[InductionFile]:
    """The inductions of an authority whose year reaches into an academic year, and that have not ended before it."""
    begins, ends = date(year, 9, 1), date(year + 1, 9, 1)
    rows = Induction.objects.filter(
        authority=authority, started_on__gt=begins - timedelta(days=367), started_on__lt=ends
    )
    return [
        each
        for each in files(rows, today=today)
        if each.year_ends > begins and (each.is_open or timezone.localdate(each.steps[-1].at) >= begins)
    ]


def mentored_by(leader: int, *, authority: str, today: date) -> list[InductionFile]:
    """The inductions of an authority that have not ended in which a leader is the mentor now, by the headteacher’s name."""
    rows = _open(
        Induction.objects.filter(authority=authority, mentorings__leader=leader).distinct(), today=today
    )
    found = [
        each
        for each in files(rows, today=today)
        if each.mentor is not None and each.mentor.leader_id == leader
    ]
    return sorted(found, key=lambda each: (each.induction.name, each.induction.pk))


def open_of(school: School, *, today: date) -> list[InductionFile]:
    """The inductions at a school that have not ended."""
    return files(_open(Induction.objects.filter(school=school), today=today), today=today)


def _open(rows: QuerySet[Induction], *, today: date) -> QuerySet[Induction]:
    """Those of these inductions that have not ended, as known on a day."""
    steps = InductionStep.objects.filter(induction=OuterRef("pk"), at__lt=end_of(today)).order_by("-number")
    return rows.alias(stands=Subquery(steps.values("state")[:1])).exclude(stands__in=INDUCTION.final)


def _of_authority(held: Access, permission: Permission, school: School) -> bool:
    posts = Access(tuple(post for post in held.held if not post.role.at_school))
    return schools.reaches(posts, permission, school=school)


def _file(row: Induction, held: Sequence[EventFile], *, today: date) -> InductionFile:
    analysis: NeedsAnalysis | None = getattr(row, "analysis", None)
    known = analysis if analysis is not None and timezone.localdate(analysis.at) <= today else None
    began, ends = _year(row)
    sessions = [
        Session(file=each, place=_place(row, each.bookings))
        for each in held
        if began <= each.plan.day <= ends and not each.plan.is_off
    ]
    return InductionFile(
        induction=row,
        steps=tuple(row.steps.all()),
        eligibilities=tuple(row.eligibilities.all()),
        analysis=known,
        items=tuple(_item(each, today=today) for each in row.items.all()),
        mentorings=tuple(row.mentorings.all()),
        days=tuple(each for each in sessions if each.file.event.kind == Kind.DAY),
        modules=tuple(each for each in sessions if each.file.event.kind == Kind.MODULE),
        today=today,
    )


def _item(row: SupportItem, *, today: date) -> Item:
    done: SupportItemDone | None = getattr(row, "done", None)
    return Item(row=row, done=done if done is not None and timezone.localdate(done.at) <= today else None)


def _place(row: Induction, bookings: Iterable[Place]) -> Place | None:
    """The newest booking of the headteacher that was not cancelled: by the school and their name, or by their account."""
    mine = [
        each
        for each in bookings
        if each.state != "cancelled"
        and (
            (each.booking.school_id == row.school_id and each.booking.name.casefold() == row.name.casefold())
            or (row.user_id is not None and each.booking.person_id == row.user_id)
        )
    ]
    return mine[-1] if mine else None
