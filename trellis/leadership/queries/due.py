"""What inductions ask for, derived from what has happened. Nothing here is stored."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.leadership.models import THEMES
from trellis.leadership.queries import inductions
from trellis.leadership.queries.inductions import InductionFile
from trellis.leadership.workflows.induction import HEAD, TEAM
from trellis.schools import queries as schools
from trellis.schools.holders import Holders
from trellis.schools.models import School

TYPE_DAYS = 7
INDUCTION_DAY_DAYS = 90
ANALYSE_DAYS = 21
MATCH_DAYS = 14
BEGIN_DAYS = 28
COMPLETE_DAYS = 28
REVIEW_OTHERS_DAYS = 180
"""After how many days the induction of somebody who does not go through the modules is reviewed."""
SEE_TO = "see_to_need"
"""The page at which it is said how something was seen to that a needs analysis asks for."""
SOON_DAYS = 30
"""From how many days before its day a module that nobody booked is told of, and from how many before its end a review."""


@dataclass(frozen=True, kw_only=True)
class Due:
    """One thing that is due of an induction. `page` and `args` are the address at which it is done."""

    school: School
    what: str
    by: date
    page: str
    args: tuple[int | str, ...]
    induction: int
    permission: Permission
    who: str
    named: tuple[tuple[int, str], ...] = ()
    """Whose it is by account, where it is of one person alone."""

    def people(self, holders: Holders) -> dict[int, str]:
        """Whose step it is, by account."""
        return dict(self.named) if self.named else holders.who_may(self.permission, school=self.school)

    def is_of(self, user: User, held: Access) -> bool:
        """Whether it waits for somebody."""
        if self.named:
            return user.pk in dict(self.named)
        return schools.reaches(held, self.permission, school=self.school)

    @property
    def key(self) -> tuple[str, tuple[int | str, ...]]:
        return self.page, self.args


def of(user: User, held: Access, today: date) -> tuple[Due, ...]:
    """What waits for the user, the earliest day first."""
    return tuple(each for each, mine in told(user, held, today) if mine)


def told(user: User, held: Access, today: date) -> tuple[tuple[Due, bool], ...]:
    """What is due of the inductions that the user reads, and of each whether it waits for them. Theirs come first."""
    found = [(each, each.is_of(user, held)) for each in _seen(user, held, today)]
    return tuple(sorted(found, key=lambda each: (not each[1], *_first(each[0]))))


def of_induction(file: InductionFile) -> tuple[Due, ...]:
    """What an induction asks for where it stands, whoever does it."""
    return tuple(sorted(_of(file), key=_first)) if file.is_open else ()


def _seen(user: User, held: Access, today: date) -> list[Due]:
    """What the inductions ask for that somebody reads: of none at a school from which they stand aside, but their own."""
    if not held.may(Permission.INDUCTION_READ):
        return []
    files = inductions.read_by(user, held, today=today, open_only=True)
    aside = set(schools.aside_from(user, on=today, held=held)) if files else set()
    return [
        each
        for file in files
        if file.induction.user_id == user.pk or file.induction.school_id not in aside
        if inductions.reads_needs(file, user, held)
        for each in of_induction(file)
    ]


def _of(file: InductionFile) -> Iterator[Due]:
    row, since = file.induction, timezone.localdate(file.steps[-1].at)
    pk, has_account = row.pk, row.user is not None

    def team(what: str, *, days: int, page: str, args: tuple[int | str, ...], after: date = since) -> Due:
        return Due(
            school=row.school,
            what=f"{what}: {row.name}",
            by=after + timedelta(days=days),
            page=page,
            args=args,
            induction=pk,
            permission=Permission.INDUCTION_WORK,
            who=TEAM,
        )

    def head(what: str, *, by: date, page: str, args: tuple[int | str, ...]) -> Due:
        """What the headteacher does, where they can; else the school improvement team with them."""
        return Due(
            school=row.school,
            what=what if has_account else f"{what}, with {row.name}",
            by=by,
            page=page,
            args=args,
            induction=pk,
            permission=Permission.INDUCTION_ANSWER if has_account else Permission.INDUCTION_WORK,
            who=HEAD if has_account else TEAM,
            named=((row.user.pk, row.user.name),) if row.user is not None else (),
        )

    match file.state:
        case "notified":
            yield team("Say which kind of headship it is", days=TYPE_DAYS, page="type_induction", args=(pk,))
        case "typed":
            yield team(
                "Induction day",
                days=INDUCTION_DAY_DAYS,
                after=row.started_on,
                page="induction",
                args=(pk,),
            )
        case "inducted":
            yield head(
                "Answer the needs analysis of your induction"
                if has_account
                else "Needs analysis of an induction",
                by=since + timedelta(days=ANALYSE_DAYS),
                page="analyse_needs",
                args=(pk,),
            )
        case "analysed":
            yield team("Match a mentor", days=MATCH_DAYS, page="match_mentor", args=(pk,))
        case "matched" if file.kind == "first":
            yield team(
                "Begin the modules of the year", days=BEGIN_DAYS, page="take_induction", args=(pk, "begin")
            )
        case "matched" | "modules":
            yield from _review(file, head)
        case "reviewed":
            yield team(
                "Complete the induction", days=COMPLETE_DAYS, page="take_induction", args=(pk, "complete")
            )
    for item in file.open_items:
        yield Due(
            school=row.school,
            what=f"Support for {row.name}: {THEMES[item.row.theme]}",
            by=item.row.due_on,
            page=SEE_TO,
            args=(item.row.pk,),
            induction=pk,
            permission=Permission.INDUCTION_WORK,
            who=TEAM,
        )
    if file.state == "modules":
        for session in file.modules:
            days_left = (session.file.plan.day - file.today).days
            if session.place is None and 0 <= days_left <= SOON_DAYS:
                yield head(
                    f"Book a place on an induction module: {session.file.plan.title}",
                    by=session.file.plan.day,
                    page="book_event",
                    args=(session.file.event.pk,),
                )


def _review(file: InductionFile, head: Callable[..., Due]) -> Iterator[Due]:
    """The review, told of when its day comes near."""
    first, has_account = file.kind == "first", file.induction.user is not None
    since = timezone.localdate(file.steps[-1].at)
    by = file.year_ends if first else since + timedelta(days=REVIEW_OTHERS_DAYS)
    if (by - file.today).days > SOON_DAYS:
        return
    name = ("review-year" if first else "review") + ("" if has_account else "-for")
    yield head(
        "Review your induction" if has_account else "Review of an induction",
        by=by,
        page="take_induction",
        args=(file.induction.pk, name),
    )


def _first(each: Due) -> tuple[date, str, int]:
    return each.by, each.what, each.induction
