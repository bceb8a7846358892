"""What is due of somebody: visits to make, notes to write, check and finish, and what an inspection asks for."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from trellis.accounts.access import Access, Held
from trellis.accounts.models import Post, User
from trellis.accounts.roles import Permission
from trellis.analysis.judging.process import Clock
from trellis.calendars import queries as calendars
from trellis.calendars.calendar import Calendar, NoTermSetUp
from trellis.casework import rules as pack_rules
from trellis.schools import queries as schools
from trellis.schools.holders import Holders
from trellis.schools.models import School
from trellis.visits import clocks
from trellis.visits.queries import inspections, visits
from trellis.visits.queries.inspections import InspectionFile
from trellis.visits.queries.visits import VisitFile
from trellis.visits.workflows.inspection import EMBARGOED

NOBODY = Access(())


@dataclass(frozen=True, kw_only=True)
class Due:
    """One thing that waits for one person.

    `kind` is visit, note, check or inspection, which may be said anywhere; `what` says more, and is for whoever may read the
    visit or the inspection. `whom` says of whom it is due, and `person` is the one it was given to; it takes `permission`. `by` is None where no day is set. `name` and `args` are those of the
    address of the page on which it is done.
    """

    school: School
    kind: str
    what: str
    whom: str
    by: date | None
    today: date
    name: str
    permission: Permission
    person: User | None = None
    args: tuple[int | str, ...] = field(default=())

    @property
    def overdue(self) -> int:
        """How many days late it is; 0 where it is not."""
        return max(0, (self.today - self.by).days) if self.by is not None else 0

    def people(self, holders: Holders) -> dict[int, str]:
        """Whose it is, by account: of the one it was given to, or of the headteacher; nobody’s where nobody was assigned."""
        if self.person is not None:
            return {self.person.pk: self.person.name}
        return holders.who_may(self.permission, school=self.school) if self.kind == "check" else {}


def opened(user: User, held: Access, today: date) -> "Open | None":
    """Read what is open at the schools whose visits somebody reads, for `of` and `at` both; None for who reads none."""
    if not held.may(Permission.CASE_READ):
        return None
    visible = schools.visible_to(user, on=today, permission=Permission.CASE_READ, held=held)
    return open_at(visible, today=today)


def of(user: User, held: Access, today: date, *, read: "Open | None" = None) -> tuple[Due, ...]:
    """What is due of somebody on a day, the earliest first and what has no day last.

    `held` is what `accounts.access.of` gave. The number of queries grows with the authorities, not with the schools.
    """
    read = read or opened(user, held, today)
    if read is None:
        return ()
    theirs = _posts_of(read.people - {user.pk}, today=today)
    found = [
        each
        for file in read.visits
        for each in _asked_of_visit(file, read)
        if _waits_for(user, file, each, held=held, theirs=theirs)
    ]
    aside = frozenset(schools.aside_from(user, on=today, held=held)) if read.inspections else frozenset()
    for inspection in read.inspections:
        if inspection.school.pk not in aside and _is_seen_through_by(
            user, inspection, held=held, theirs=theirs
        ):
            found += _asked_of_inspection(inspection, told=True)
    return _ordered(found)


def of_all(read: "Open") -> tuple[Due, ...]:
    """All that is due of what was read, of whomever, in the order of `of`: for somebody who reads their visits.

    That something is held under embargo is not in it, whoever reads it.
    """
    found = [each for file in read.visits for each in _asked_of_visit(file, read)]
    for inspection in read.inspections:
        found += _asked_of_inspection(inspection, told=False)
    return _ordered(found)


@dataclass(frozen=True, kw_only=True)
class Open:
    """What was read at once: the open visits and inspections, with the calendar and the clock for the notes to write."""

    visits: tuple[VisitFile, ...]
    inspections: tuple[InspectionFile, ...]
    calendars: Mapping[int, Calendar]
    note_clocks: Mapping[str, Clock]

    @property
    def people(self) -> set[int]:
        named = {each.lead.pk for each in self.visits}
        return named | {
            each.representative.pk for each in self.inspections if each.representative is not None
        }


def open_at(visible: QuerySet[School], *, today: date) -> Open:
    """Read what is open at these schools."""
    every = tuple(visits.open_of(visible, today=today))
    to_write = [each for each in every if each.state in ("held", "draft")]
    return Open(
        visits=every,
        inspections=tuple(inspections.open_of(visible, today=today)),
        calendars=_calendars(to_write, today=today),
        note_clocks={
            code: clocks.of(pack_rules.of(code), clocks.NOTE)
            for code in {each.visit.authority_id for each in to_write}
        },
    )


def _ordered(found: Iterable[Due]) -> tuple[Due, ...]:
    return tuple(sorted(found, key=lambda due: (due.by or date.max, due.school.name, due.what, due.args)))


def _asked_of_visit(file: VisitFile, read: Open) -> Iterator[Due]:
    """What waits for whoever goes, or for the headteacher."""
    match file.state:
        case "booked" if file.is_late:
            yield _due(
                file, "visit", "Record the visit as held, or book it for another day", file.booking.day
            )
        case "booked":
            yield _due(file, "visit", "Visit", file.booking.day)
        case "held" | "draft":
            clock, calendar = read.note_clocks[file.visit.authority_id], read.calendars[file.school.pk]
            by = _note_by(file, clock, calendar)
            yield _due(file, "note", "Write the note of visit, and share it", by)
        case "shared":
            yield _due(
                file, "check", "Check the facts of the note of visit", file.reply_by, whom="The headteacher"
            )
            if file.reply_by is not None and file.reply_by < file.today:
                yield _due(
                    file, "note", "Make the note of visit final: the headteacher has not answered", None
                )
        case "checked":
            yield _due(file, "note", "Make the note of visit final: its facts are checked", None)
        case "challenged":
            yield _due(file, "note", "Answer the changes that the headteacher asks for", None)


def _asked_of_inspection(file: InspectionFile, *, told: bool) -> Iterator[Due]:
    """What waits for the representative, or for whoever sees inspections through. `told` is whether it may say what is held."""
    state = file.state
    if state == "notified":
        yield _of_file(file, "Assign who attends the inspection’s feedback", file.inspection.begins_on)
    elif state == "assigned":
        yield _of_file(file, "Attend the inspection’s feedback, and record it", file.inspection.begins_on)
    elif state == "feedback" and told:
        yield _of_file(
            file, "Record the provisional outcome of the inspection, or enter what was published", None
        )
    elif state in EMBARGOED:
        yield _of_file(file, "Enter the outcome of the inspection once it is published", None)
    elif state == "next_steps" and not file.steps_left:
        yield _of_file(file, "Close the inspection: its next steps are done", None)
    for each in file.steps_left:
        yield _of_file(file, each.step.what, each.step.due)


def _waits_for(user: User, file: VisitFile, due: Due, *, held: Access, theirs: Mapping[int, Access]) -> bool:
    if due.kind == "check":
        return schools.reaches(held, Permission.VISIT_CHECK, school=file.school)
    return _falls_to(user, file, held=held, theirs=theirs)


def _is_seen_through_by(
    user: User, file: InspectionFile, *, held: Access, theirs: Mapping[int, Access]
) -> bool:
    """Whether an inspection waits for somebody: its representative; where there is none, or they have left, whoever may."""
    if not schools.reaches(held, Permission.INSPECTION_WORK, school=file.school):
        return False
    representative = file.representative
    if representative is None or representative.pk == user.pk:
        return True
    works = theirs.get(representative.pk, NOBODY)
    return not schools.reaches(works, Permission.INSPECTION_WORK, school=file.school)


def _falls_to(user: User, file: VisitFile, *, held: Access, theirs: Mapping[int, Access]) -> bool:
    """Whether a visit is somebody's to take on: they go, or whoever went has left and they oversee all visits."""
    if file.lead.pk == user.pk:
        return True
    if schools.reaches(theirs.get(file.lead.pk, NOBODY), Permission.VISIT_WRITE, school=file.school):
        return False
    return schools.reaches(held, Permission.VISIT_OVERSEE, school=file.school)


def _posts_of(people: Collection[int], *, today: date) -> dict[int, Access]:
    """What these people hold on a day, by account, of those who can still sign in. This will make one query."""
    posts = Post.objects.all().held_on(today).filter(user__in=people, user__is_active=True)
    found: dict[int, list[Held]] = {}
    for post in posts:
        has = Held(role=post.role_held, authority_code=post.authority_code, urn=post.urn)
        found.setdefault(post.user_id, []).append(has)
    return {pk: Access(tuple(each)) for pk, each in found.items()}


def _due(file: VisitFile, kind: str, what: str, by: date | None, *, whom: str = "") -> Due:
    return Due(
        school=file.school,
        kind=kind,
        what=what,
        whom=whom or file.lead.name,
        by=by,
        today=file.today,
        name="visit",
        permission=Permission.VISIT_CHECK if kind == "check" else Permission.VISIT_WRITE,
        person=None if kind == "check" else file.lead,
        args=(file.school.pk, file.visit.pk),
    )


def _of_file(file: InspectionFile, what: str, by: date | None) -> Due:
    return Due(
        school=file.school,
        kind="inspection",
        what=what,
        whom=file.representative.name
        if file.representative is not None
        else "Whoever sees inspections through",
        by=by,
        today=file.today,
        name="inspection",
        permission=Permission.INSPECTION_WORK,
        person=file.representative,
        args=(file.school.pk, file.inspection.pk),
    )


def _calendars(files: Iterable[VisitFile], *, today: date) -> dict[int, Calendar]:
    of_authority: dict[str, dict[int, School]] = {}
    for file in files:
        of_authority.setdefault(file.visit.authority_id, {})[file.school.pk] = file.school
    found: dict[int, Calendar] = {}
    for code, named in of_authority.items():
        found |= calendars.of_schools(named.values(), authority=code, on=today)
    return found


def _note_by(file: VisitFile, clock: Clock, calendar: Calendar) -> date | None:
    if file.held_on is None:
        return None
    try:
        return clocks.due(clock, counted_from=file.held_on, calendar=calendar)
    except NoTermSetUp:
        return None
