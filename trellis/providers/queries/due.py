"""What the register of providers asks for, derived from what has happened. Nothing here is stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.providers.queries import register
from trellis.providers.queries.register import ENDS_WITHIN_DAYS, ProviderFile
from trellis.providers.workflows.provider_quality import APPROVER, MANAGER
from trellis.schools import queries as schools
from trellis.schools.holders import Holders
from trellis.schools.models import School

CHECK_DAYS = 28
DECIDE_DAYS = 14


@dataclass(frozen=True, kw_only=True)
class Due:
    """One thing that is due at an authority. `page` and `args` are where it is done, and `shown` where anybody reads of it.

    `school` is the one whose head does it, where one does. `only` are the accounts whose it is, where it is those alone;
    `not_of` are accounts that may not take it.
    """

    authority: str
    what: str
    by: date
    page: str
    args: tuple[int | str, ...]
    shown: tuple[str, tuple[int, ...]]
    permission: Permission
    who: str
    school: School | None = None
    only: frozenset[int] | None = None
    not_of: frozenset[int] = frozenset()

    def is_of(self, user: User, held: Access) -> bool:
        """Whether it waits for somebody who holds these posts."""
        if user.pk in self.not_of or (self.only is not None and user.pk not in self.only):
            return False
        if self.school is not None:
            return schools.reaches(held, self.permission, school=self.school)
        return held.may(self.permission, authority=self.authority)

    def people(self, holders: Holders) -> dict[int, str]:
        """Whose it is, by account."""
        may = holders.who_may(self.permission, school=self.school)
        return {
            pk: name
            for pk, name in may.items()
            if pk not in self.not_of and (self.only is None or pk in self.only)
        }


def of(user: User, held: Access, today: date) -> tuple[Due, ...]:
    """What waits for the user, the earliest day first."""
    return tuple(each for each in told(held, today) if each.is_of(user, held))


def told(held: Access, today: date) -> tuple[Due, ...]:
    """What is due at each authority at which somebody checks or decides, whoever does it, the earliest day first."""
    codes = held.authorities(Permission.PROVIDER_ASSURE) | held.authorities(Permission.PROVIDER_APPROVE)
    found = [
        each
        for code in sorted(codes)
        for file in register.current(code, today=today)
        for each in of_provider(file)
    ]
    return tuple(sorted(found, key=lambda each: (each.by, each.what)))


def of_provider(file: ProviderFile) -> Iterator[Due]:
    """What a provider asks for where it stands, whoever does it."""
    pk, name = file.provider.pk, file.provider.name
    since = timezone.localdate(file.steps[-1].at)

    def due(what: str, *, by: date, page: str, args: tuple[int | str, ...], approves: bool = False) -> Due:
        return Due(
            authority=file.provider.authority_id,
            what=f"{what}: {name}",
            by=by,
            page=page,
            args=args,
            shown=("provider", (pk,)),
            permission=Permission.PROVIDER_APPROVE if approves else Permission.PROVIDER_ASSURE,
            who=APPROVER if approves else MANAGER,
            not_of=file.checked_by() if approves else frozenset(),
        )

    match file.state:
        case "applied" | "review":
            by = since + timedelta(days=CHECK_DAYS)
            if file.lacks:
                yield due("See the evidence of a provider", by=by, page="evidence_of_provider", args=(pk,))
            else:
                yield due("Check the evidence of a provider", by=by, page="take_provider", args=(pk, "check"))
        case "checked":
            yield due(
                "Decide about a provider",
                by=since + timedelta(days=DECIDE_DAYS),
                page="take_provider",
                args=(pk, "approve"),
                approves=True,
            )
        case "approved" | "conditions":
            until, insured = file.quality.until, file.insured_until
            if until is not None and until - file.today <= timedelta(days=ENDS_WITHIN_DAYS):
                yield due("Review a provider", by=until, page="take_provider", args=(pk, "review"))
            if insured is not None and insured < file.today and until is not None and file.today <= until:
                yield due(
                    "See the new insurance of a provider", by=insured, page="evidence_of_provider", args=(pk,)
                )
