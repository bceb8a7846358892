"""Reading support: each with its matches, terms, log and evaluations, as known on a day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils import timezone

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission, Scope
from trellis.brokering.models import (
    Check,
    Confirmation,
    Delivery,
    Evaluation,
    FundingApproval,
    Match,
    Remark,
    Signature,
    Support,
    SupportStep,
    Terms,
)
from trellis.brokering.models.agreed import OF_AUTHORITY, Side
from trellis.brokering.workflows.support import GIVEN, SUPPORT, UNDER_WAY
from trellis.calendars.queries import academic_year
from trellis.casework.queries.days import end_of
from trellis.casework.queries.order import by_keys
from trellis.providers.models import Provider
from trellis.schools import queries as schools
from trellis.schools.models import School

NOT_YET = frozenset({"need", "matched", "checked", "withdrawn"})
"""States in which those who were matched know nothing of it."""


CONFIRM_DAYS = 60
"""For how many days after a school’s own support was given its adviser is asked what they saw of it."""


@dataclass(frozen=True, kw_only=True)
class SupportFile:
    """A support with all that was done about it, as known on `today`."""

    support: Support
    steps: tuple[SupportStep, ...]
    matches: tuple[Match, ...]
    every_terms: tuple[Terms, ...]
    every_check: tuple[Check, ...]
    approvals: tuple[FundingApproval, ...]
    every_signature: tuple[Signature, ...]
    log: tuple[Delivery, ...]
    evaluations: tuple[Evaluation, ...]
    confirmations: tuple[Confirmation, ...]
    remarks: tuple[Remark, ...]
    today: date

    @property
    def state(self) -> str:
        return self.steps[-1].state

    @property
    def state_words(self) -> str:
        return SUPPORT.states[self.state]

    @property
    def is_open(self) -> bool:
        return self.state not in SUPPORT.final

    @property
    def school(self) -> School:
        """The school that is helped."""
        return self.support.school

    @property
    def is_brokered(self) -> bool:
        return self.support.route == "authority"

    @cached_property
    def match(self) -> Match | None:
        """Who is spoken of now: the newest match, unless it was declined or let go; None where there is none."""
        gone = {
            each.details.get("match") for each in self.steps if each.name in ("decline", "let_go", "recall")
        }
        return self.matches[-1] if self.matches and self.matches[-1].number not in gone else None

    @property
    def provider(self) -> Provider | None:
        return self.match.provider if self.match is not None else None

    @property
    def giver(self) -> School | None:
        """The school that helps; None where those who help are no school, or nobody is matched."""
        return self.provider.school if self.provider is not None else None

    @property
    def giver_name(self) -> str:
        """Who helps, in words; "" for nobody yet."""
        if self.match is None:
            return ""
        leader = self.match.leader
        return (
            f"{leader.name}, {self.match.provider.name}" if leader is not None else self.match.provider.name
        )

    @property
    def terms(self) -> Terms | None:
        """The terms with the match that is spoken of; None where there are none yet."""
        if self.match is None:
            return None
        own = [each for each in self.every_terms if each.match_id == self.match.pk]
        return own[-1] if own else None

    @property
    def checks(self) -> tuple[Check, ...]:
        """The newest checks of the match that is spoken of."""
        if self.match is None:
            return ()
        own = [each for each in self.every_check if each.match_id == self.match.pk]
        last = max((each.number for each in own), default=0)
        return tuple(each for each in own if each.number == last)

    @property
    def needs_funding(self) -> bool:
        """Whether the authority would pay, and so approves it first."""
        terms = self.terms
        return self.is_brokered and terms is not None and terms.funding in OF_AUTHORITY and terms.cost > 0

    @property
    def funding(self) -> FundingApproval | None:
        """The approval of the terms that hold; None where there is none."""
        held = self.terms
        return next((each for each in self.approvals if held is not None and each.terms_id == held.pk), None)

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """The signatures to the terms that hold."""
        held = self.terms
        return tuple(each for each in self.every_signature if held is not None and each.terms_id == held.pk)

    @property
    def sides(self) -> tuple[Side, ...]:
        """Who signs: the authority where it brokers."""
        return (
            (Side.RECEIVING, Side.GIVING, Side.AUTHORITY)
            if self.is_brokered
            else (Side.RECEIVING, Side.GIVING)
        )

    def called(self, side: str) -> str:
        """A side by its name."""
        if side == Side.RECEIVING:
            return self.school.name
        return self.giver_name if side == Side.GIVING else self.support.authority.name

    @property
    def unsigned(self) -> tuple[Side, ...]:
        signed = {each.side for each in self.signatures}
        return tuple(each for each in self.sides if each not in signed)

    @property
    def waits_for_signatures(self) -> tuple[str, ...]:
        return tuple(self.called(each) for each in self.unsigned)

    @property
    def unevaluated(self) -> tuple[Side, ...]:
        told = {each.side for each in self.evaluations}
        return tuple(each for each in (Side.RECEIVING, Side.GIVING) if each not in told)

    @property
    def waits_for_evaluations(self) -> tuple[str, ...]:
        return tuple(self.called(each) for each in self.unevaluated)

    def evaluation(self, side: str) -> Evaluation | None:
        return next((each for each in self.evaluations if each.side == side), None)

    @property
    def given(self) -> tuple[Delivery, ...]:
        """The entries of the log that hold: neither taken back nor taking back."""
        gone = {each.takes_back_id for each in self.log if each.takes_back_id is not None}
        return tuple(each for each in self.log if each.pk not in gone and each.takes_back_id is None)

    @property
    def days_given(self) -> Decimal:
        return sum((each.days for each in self.log), Decimal(0))

    def days_given_in(self, year: int) -> Decimal:
        """The days of the log that were given in an academic year."""
        return sum((each.days for each in self.given if academic_year(each.on) == year), Decimal(0))

    @property
    def days_to_come(self) -> Decimal:
        """The days that were promised and not given yet."""
        return max(self.days_agreed - self.days_given, Decimal(0)) if self.state in UNDER_WAY else Decimal(0)

    @property
    def days_agreed(self) -> Decimal:
        return self.terms.days if self.terms is not None else Decimal(0)

    @property
    def confirmed(self) -> Confirmation | None:
        return self.confirmations[-1] if self.confirmations else None

    @property
    def unconfirmed_since(self) -> date | None:
        """The day on which support that the school commissioned was given; None where nobody is asked for their view of it."""
        given = self.step("complete")
        if self.is_brokered or self.confirmed is not None or self.state not in GIVEN or given is None:
            return None
        day = timezone.localdate(given.at)
        return day if self.today - day <= timedelta(days=CONFIRM_DAYS) else None

    @property
    def overridden(self) -> tuple[Check, ...]:
        return tuple(each for each in self.every_check if each.override)

    @property
    def overridden_now(self) -> tuple[Check, ...]:
        """Of the match that is spoken of, the checks that were passed over."""
        return tuple(each for each in self.checks if each.override)

    def step(self, *names: str) -> SupportStep | None:
        """The newest step of one of these names; None where none was taken."""
        return next((each for each in reversed(self.steps) if each.name in names), None)

    @property
    def steps_since_match(self) -> tuple[SupportStep, ...]:
        """The steps since whoever is spoken of was chosen: what came before is not for them, such as who declined and why."""
        last = self.step("match", "commission")
        return tuple(each for each in self.steps if last is not None and each.number >= last.number)

    @property
    def remarks_since_offer(self) -> tuple[Remark, ...]:
        """The comments since whoever is spoken of was asked: those before were between the school and the authority."""
        last = self.step("offer", "commission")
        return tuple(each for each in self.remarks if last is not None and each.at >= last.at)

    @property
    def middle_is_due(self) -> bool:
        return self.state == "active" and self.terms is not None and self.today >= self.terms.middle

    @property
    def is_known_to_giver(self) -> bool:
        """Whether those who would help have been told."""
        return self.match is not None and self.state not in NOT_YET


PARTS = (
    ("steps", SupportStep, ("by",)),
    (
        "matches",
        Match,
        ("provider__school", "provider__authority", "leader__school", "leader__user", "entry__school", "by"),
    ),
    ("terms", Terms, ("by",)),
    ("checks", Check, ("by",)),
    ("approvals", FundingApproval, ("by",)),
    ("signatures", Signature, ("by",)),
    ("deliveries", Delivery, ("by",)),
    ("evaluations", Evaluation, ("by",)),
    ("confirmations", Confirmation, ("by",)),
    ("remarks", Remark, ("by",)),
)


_OF_NOW = Q(authority=F("school__authority"))


def files(rows: QuerySet[Support], *, today: date) -> list[SupportFile]:
    """Put together these supports, newest first. The number of queries does not grow with them."""
    end = end_of(today)
    told = (
        Prefetch(name, by_keys(model.objects.filter(at__lt=end)).select_related(*with_them))
        for name, model, with_them in PARTS
    )
    known = rows.filter(at__lt=end).select_related("school", "authority", "by", "objective__plan__case")
    return [
        SupportFile(
            support=row,
            steps=tuple(row.steps.all()),
            matches=tuple(row.matches.all()),
            every_terms=tuple(row.terms.all()),
            every_check=tuple(row.checks.all()),
            approvals=tuple(row.approvals.all()),
            every_signature=tuple(row.signatures.all()),
            log=tuple(row.deliveries.all()),
            evaluations=tuple(row.evaluations.all()),
            confirmations=tuple(row.confirmations.all()),
            remarks=tuple(row.remarks.all()),
            today=today,
        )
        for row in known.prefetch_related(*told)
        if row.steps.all()
    ]


def one(support_id: int, *, authorities: Collection[str], today: date) -> SupportFile | None:
    """One support, if it is of one of these authorities; None otherwise."""
    found = files(Support.objects.filter(pk=support_id, authority__in=authorities), today=today)
    return found[0] if found else None


def of_authority(authority: str, *, today: date) -> list[SupportFile]:
    """Every support of an authority: for the service itself, which nobody’s posts narrow."""
    return files(Support.objects.filter(authority=authority), today=today)


def received_by(visible: QuerySet[School], *, today: date) -> list[SupportFile]:
    """The support that these schools need or were given, at the authority that they are of: what was before is not another’s."""
    return files(Support.objects.filter(_OF_NOW, school__in=visible), today=today)


def given_by(visible: QuerySet[School], *, today: date) -> list[SupportFile]:
    """The support that these schools were asked for and know of."""
    rows = Support.objects.filter(
        matches__provider__school__in=visible, authority=F("matches__provider__school__authority")
    ).distinct()
    urns = set(visible.values_list("pk", flat=True))
    every = files(rows, today=today)
    return [
        each for each in every if each.is_known_to_giver and each.giver is not None and each.giver.pk in urns
    ]


def led_by(user: User, *, today: date) -> list[SupportFile]:
    """The support that somebody gives as a system leader, and knows of."""
    every = files(Support.objects.filter(matches__leader__user=user).distinct(), today=today)
    return [each for each in every if leads(each, user)]


def of_objectives(objectives: Collection[int], *, today: date) -> list[SupportFile]:
    """What support was looked for from these objectives of a plan."""
    return files(Support.objects.filter(objective__in=objectives), today=today)


def of_reader(user: User, held: Access, *, today: date, is_open: bool = False) -> list[SupportFile]:
    """Every support that somebody may read: of their schools on either side, and what they lead. Newest first.

    With `is_open` what has ended is not read, but for what may still wait for an adviser’s view.
    """
    posts = held.posts_with(Permission.SUPPORT_READ)
    own = {post.urn for post in posts if post.role.scope is Scope.OWN and post.urn is not None}
    wide = {post.authority_code for post in posts if post.role.scope is not Scope.OWN}
    mine = Q(matches__leader__user=user) | Q(authority__in=wide)
    if own:  # a school asks the database for its own, and not for all of its authority
        at = {post.authority_code for post in posts}
        mine |= Q(authority__in=at) & (Q(school__in=own) | Q(matches__provider__school__in=own))
    rows = Support.objects.filter(mine).distinct()
    if is_open:
        ended = SupportStep.objects.filter(state__in=SUPPORT.final, at__lt=end_of(today))
        unseen = Support.objects.filter(
            route="school",
            confirmations__isnull=True,
            steps__name="complete",
            steps__at__gte=end_of(today - timedelta(days=CONFIRM_DAYS + 1)),
        )
        rows = rows.exclude(~Q(pk__in=unseen.values("pk")), pk__in=ended.values("support"))
    return [each for each in files(rows, today=today) if may_read(each, held, user)]


def may_read(file: SupportFile, held: Access, user: User) -> bool:
    """Whether somebody may read a support: for the school that is helped; or for those who help, once they were asked."""
    if schools.reaches(held, Permission.SUPPORT_READ, school=file.school):
        return True
    if not file.is_known_to_giver:
        return False
    return leads(file, user) or gives(file, held, Permission.SUPPORT_READ)


def gives(file: SupportFile, held: Access, permission: Permission) -> bool:
    """Whether somebody has a permission for the school that helps."""
    return file.giver is not None and schools.reaches(held, permission, school=file.giver)


def leads(file: SupportFile, user: User) -> bool:
    leader = file.match.leader if file.match is not None else None
    return file.is_known_to_giver and leader is not None and leader.user_id == user.pk


def providers_helping(files: Iterable[SupportFile]) -> dict[int, set[int]]:
    """For each provider that is helping now, the schools that it helps."""
    found: dict[int, set[int]] = {}
    for each in files:
        if each.match is not None and each.state in ("offered", "accepted", "agreed", "active", "midpoint"):
            found.setdefault(each.match.provider_id, set()).add(each.school.pk)
    return found
