"""What support asks for, derived from what has happened. Nothing here is stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from trellis.accounts.access import Access, Held
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.brokering.models.agreed import Side
from trellis.brokering.queries import rights, supports
from trellis.brokering.queries.supports import SupportFile
from trellis.brokering.workflows.support import ADVISER, BROKER, GIVER, RECEIVER
from trellis.schools.holders import Holders
from trellis.schools.models import School

MATCH_DAYS = 14
CHECK_DAYS = 7
ANSWER_DAYS = 10
SIGN_DAYS = 10
EVALUATE_DAYS = 28
CLOSE_DAYS = 14
VIEW_DAYS = 30
"""Within how many days an adviser says what they saw of support that their school commissioned."""
ANYBODY_DAYS = 28
"""After how many days of being late something is told to everybody who may do it, and not to who matched it alone."""


@dataclass(frozen=True, kw_only=True)
class Due:
    """One thing that is due of a support. `page` and `args` are where it is done.

    `asks` is the permission it takes, and `of` the school by which somebody has it. `only` is the one whose it is, where it is
    a person’s rather than a role’s. `matcher` is who matched it, by account, where it is a step of those who broker: it is
    theirs first, though others could. With `allocated` it is of those alone to whom the school is allocated.
    """

    file: SupportFile
    what: str
    by: date
    page: str
    args: tuple[int | str, ...]
    asks: Permission
    of: School
    who: str
    only: User | None = None
    matcher: int | None = None
    allocated: bool = False

    @property
    def school(self) -> School:
        return self.file.school

    def is_of(self, user: User, held: Access) -> bool:
        """Whether it waits for the user: of those who broker, for who matched it, until it has waited for weeks."""
        if self.only is not None:
            return user.pk == self.only.pk
        if self.allocated and not any(_is_allocated(post, self.of) for post in held.posts_with(self.asks)):
            return False
        late = self.file.today - self.by > timedelta(days=ANYBODY_DAYS)
        if self.matcher not in (None, user.pk) and not late:
            return False
        return self.asks in rights.may(user, self.file, on=self.file.today, held=held)

    def people(self, holders: Holders) -> dict[int, str]:
        """Whose it is, by account."""
        if self.only is not None:
            return {self.only.pk: self.only.name}
        if self.allocated:
            return {
                each.user_id: each.name
                for each in holders.every
                if each.reaches(self.asks, school=self.of) and _is_allocated(each.post, self.of)
            }
        may = holders.who_may(self.asks, school=self.of)
        return {self.matcher: may[self.matcher]} if self.matcher in may else may


def of(user: User, held: Access, today: date) -> tuple[Due, ...]:
    """What waits for the user, the earliest day first."""
    return tuple(each for each in told(user, held, today) if each.is_of(user, held))


def told(user: User, held: Access, today: date) -> tuple[Due, ...]:
    """What is due of every support that the user reads, whoever does it, the earliest day first."""
    if not held.authorities(Permission.SUPPORT_READ) | held.authorities(Permission.SUPPORT_DELIVER):
        return ()
    found = [
        each
        for file in supports.of_reader(user, held, today=today, is_open=True)
        for each in of_support(file)
    ]
    return tuple(sorted(found, key=lambda each: (each.by, each.school.name, each.file.support.pk)))


def of_support(file: SupportFile) -> Iterator[Due]:
    """What a support asks for where it stands, whoever does it."""
    if (given := file.unconfirmed_since) is not None:
        yield Due(
            file=file,
            what=f"Say how support was used that the school commissioned from {file.giver_name}",
            by=given + timedelta(days=VIEW_DAYS),
            page="confirm_support",
            args=(file.support.pk,),
            asks=Permission.SUPPORT_REQUEST,
            of=file.school,
            who=ADVISER,
            allocated=True,
        )
    if not file.is_open:
        return
    since, pk = timezone.localdate(file.steps[-1].at), file.support.pk
    closes = Permission.SUPPORT_BROKER if file.is_brokered else Permission.SUPPORT_COMMISSION
    keeper = BROKER if file.is_brokered else RECEIVER

    def due(
        what: str,
        *,
        days: int = 0,
        by: date | None = None,
        page: str = "brokered",
        args: tuple[str, ...] = (),
        asks: Permission = closes,
        of: School | None = None,
        who: str = keeper,
        only: User | None = None,
    ) -> Due:
        return Due(
            file=file,
            what=what,
            by=by or since + timedelta(days=days),
            page=page,
            args=(pk, *args),
            asks=asks,
            of=of or file.school,
            who=who,
            only=only,
            matcher=file.match.by_id
            if file.match is not None and asks == Permission.SUPPORT_BROKER
            else None,
        )

    def theirs(side: str) -> User | None:
        return rights.who_answers(file, on=file.today) if side == Side.GIVING else None

    giver = file.giver or file.school
    gives = Permission.SUPPORT_GIVE if file.giver is not None else closes
    match file.state:
        case "need":
            yield due(
                "Find support for a need", by=file.support.by_when, days=MATCH_DAYS, page="find_support"
            )
        case "matched":
            page = "support_terms" if file.terms is None else "check_support"
            yield due(
                "Say the terms of support" if file.terms is None else "Check a match",
                days=CHECK_DAYS,
                page=page,
            )
        case "checked" if file.needs_funding and file.funding is None:
            yield due(
                "Approve the funding of support",
                days=CHECK_DAYS,
                page="fund_support",
                asks=Permission.SUPPORT_FUND,
                who="the principal adviser",
            )
        case "checked":
            yield due("Offer support", days=CHECK_DAYS, page="take_support", args=("offer",))
        case "offered":
            yield due(
                "Answer whether you could help",
                days=ANSWER_DAYS,
                page="take_support",
                args=("accept",),
                asks=gives,
                of=giver,
                who=GIVER,
                only=theirs(Side.GIVING),
            )
        case "accepted":
            for side in file.unsigned:
                asks, of_side, who = _of_side(side, file, closes=closes)
                yield due(
                    "Sign the terms of support",
                    days=SIGN_DAYS,
                    page="sign_support",
                    args=(side.value,),
                    asks=asks,
                    of=of_side,
                    who=who,
                    only=theirs(side),
                )
        case "active" if file.middle_is_due and file.terms is not None:
            yield due(
                "Look back at the mid-point of support",
                by=file.terms.middle,
                page="take_support",
                args=("look-back",),
                asks=Permission.SUPPORT_ANSWER,
                who=RECEIVER,
            )
        case "active" | "midpoint" if file.terms is not None and file.terms.ends < file.today:
            yield due(
                "Say that support has been given, or end it",
                by=file.terms.ends,
                asks=Permission.SUPPORT_ANSWER,
                who=RECEIVER,
            )
        case "completed":
            for side in file.unevaluated:
                asks, of_side, who = _of_side(side, file, closes=closes)
                yield due(
                    "Evaluate support",
                    days=EVALUATE_DAYS,
                    page="evaluate_support",
                    args=(side.value,),
                    asks=asks,
                    of=of_side,
                    who=who,
                    only=theirs(side),
                )
        case "evaluated":
            yield due("Close support", days=CLOSE_DAYS, page="take_support", args=("close",))


def _is_allocated(post: Held, school: School) -> bool:
    return not post.role.at_school and post.urn == school.pk and post.authority_code == school.authority_id


def _of_side(side: str, file: SupportFile, *, closes: Permission) -> tuple[Permission, School, str]:
    """The permission by which a side answers, the school by which somebody has it, and who that is in words."""
    if side == "receiving":
        return Permission.SUPPORT_COMMISSION, file.school, RECEIVER
    if side == "authority":
        return Permission.SUPPORT_BROKER, file.school, BROKER
    if file.giver is not None:
        return Permission.SUPPORT_GIVE, file.giver, GIVER
    return closes, file.school, GIVER
