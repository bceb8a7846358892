"""Reading the register of providers: each with its offer, its evidence and its steps, as known on a day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from trellis.accounts.models import User
from trellis.casework.queries.days import end_of
from trellis.casework.queries.order import by_keys
from trellis.providers.models import Kind, Provider, ProviderEvidence, ProviderOffer, ProviderStep, Seen
from trellis.providers.workflows.provider_quality import APPROVES, BEGINS, ENDS, PROVIDER_QUALITY
from trellis.schools import queries as schools
from trellis.schools.models import School

ENDS_WITHIN_DAYS = 60
NOBODY = "Nobody has checked its quality yet"
CHECKED = "Its evidence is checked, and nobody has decided yet"


@dataclass(frozen=True, kw_only=True)
class Quality:
    """Whether a provider’s quality is assured on a day, until when, on which conditions, and that in a sentence."""

    is_current: bool
    until: date | None
    conditions: str
    said: str


@dataclass(frozen=True, kw_only=True)
class ProviderFile:
    """A provider with all that was written and done about it, as known on `today`."""

    provider: Provider
    offers: tuple[ProviderOffer, ...]
    evidence: tuple[ProviderEvidence, ...]
    steps: tuple[ProviderStep, ...]
    today: date

    @property
    def offer(self) -> ProviderOffer:
        """The newest offer."""
        return self.offers[-1]

    @property
    def state(self) -> str:
        return self.steps[-1].state

    @property
    def state_words(self) -> str:
        return PROVIDER_QUALITY.states[self.state]

    def step(self, *names: str) -> ProviderStep | None:
        """The newest step of one of these names; None where none was taken."""
        return next((each for each in reversed(self.steps) if each.name in names), None)

    @cached_property
    def round(self) -> dict[str, ProviderEvidence]:
        """The newest evidence of each kind since the application, or the review, that is under way or was decided last."""
        began = self.step(*BEGINS)
        return {each.kind: each for each in self.evidence if began is not None and each.at >= began.at}

    @property
    def lacks(self) -> tuple[str, ...]:
        """What was not seen yet in this round, in words."""
        return tuple(
            said.lower().replace("dbs", "DBS") for kind, said in Seen.choices if kind not in self.round
        )

    @property
    def insured_until(self) -> date | None:
        seen = [each.until for each in self.evidence if each.kind == Seen.INSURANCE]
        return seen[-1] if seen else None

    def checked_by(self) -> frozenset[int]:
        """Who checked the evidence of this round, by their ids: none of them decides about it."""
        people = {each.by_id for each in self.round.values()}
        checked = self.step("check")
        return frozenset(people | ({checked.by_id} if checked is not None and checked.by_id else set()))

    @cached_property
    def quality(self) -> Quality:
        """What the last decision makes of its quality today. What came after an approval’s date is worked out here."""
        last = self.step(*APPROVES, *ENDS)
        if last is None:
            said = CHECKED if self.state == "checked" else NOBODY
            return Quality(is_current=False, until=None, conditions="", said=said)
        if last.name in ENDS:
            said = f"{PROVIDER_QUALITY.states[last.state]} on {_day(last.at)}"
            return Quality(is_current=False, until=None, conditions="", said=said)
        until = date.fromisoformat(last.details["until"])
        conditions = last.details.get("conditions", "")
        if until < self.today:
            return Quality(
                is_current=False,
                until=until,
                conditions=conditions,
                said=f"Its approval ended on {said_day(until)}",
            )
        if self.insured_until is not None and self.insured_until < self.today:
            said = (
                f"Approved until {said_day(until)}, but its insurance ended on {said_day(self.insured_until)}"
            )
            return Quality(is_current=False, until=until, conditions=conditions, said=said)
        how = "Approved with conditions" if conditions else "Approved"
        return Quality(
            is_current=True, until=until, conditions=conditions, said=f"{how} until {said_day(until)}"
        )

    @property
    def ends_soon(self) -> bool:
        """Whether its approval ends within sixty days."""
        until = self.quality.until
        return (
            self.quality.is_current
            and until is not None
            and until - self.today <= timedelta(ENDS_WITHIN_DAYS)
        )

    @property
    def has_ended(self) -> bool:
        """Whether it was approved, nobody ended that, and its date or its insurance has passed."""
        return not self.quality.is_current and self.quality.until is not None


def said_day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _day(moment: datetime) -> str:
    return said_day(timezone.localdate(moment))


def files(rows: QuerySet[Provider], *, today: date) -> list[ProviderFile]:
    """Put together these providers, by name. The number of queries does not grow with them."""
    end = end_of(today)
    told = (
        Prefetch("offers", by_keys(ProviderOffer.objects.filter(at__lt=end)).select_related("by")),
        Prefetch("evidence", by_keys(ProviderEvidence.objects.filter(at__lt=end)).select_related("by")),
        Prefetch("steps", by_keys(ProviderStep.objects.filter(at__lt=end)).select_related("by")),
    )
    known = rows.filter(at__lt=end).select_related("school", "authority", "by").prefetch_related(*told)
    return [
        ProviderFile(
            provider=row,
            offers=tuple(row.offers.all()),
            evidence=tuple(row.evidence.all()),
            steps=tuple(row.steps.all()),
            today=today,
        )
        for row in known
        if row.steps.all() and row.offers.all()
    ]


def every(authority: str, *, today: date) -> list[ProviderFile]:
    """Every provider that was entered in an authority’s register, by name, those that were removed among them."""
    return files(Provider.objects.filter(authority=authority), today=today)


def current(authority: str, *, today: date) -> list[ProviderFile]:
    """Every provider of an authority’s register, by name, but for those that were removed."""
    return [each for each in every(authority, today=today) if each.state != "removed"]


def removed(authority: str, *, today: date) -> list[ProviderFile]:
    """The providers that were removed from an authority’s register."""
    return [each for each in every(authority, today=today) if each.state == "removed"]


def one(provider_id: int, *, authorities: Collection[str], today: date) -> ProviderFile | None:
    """One provider, if it is of one of these authorities; None otherwise."""
    found = files(Provider.objects.filter(pk=provider_id, authority__in=authorities), today=today)
    return found[0] if found else None


def of_school(school: School, *, today: date) -> ProviderFile | None:
    """The provider that a school is in the register of its authority; None where it is none."""
    found = files(Provider.objects.filter(school=school, authority=school.authority_id), today=today)
    return found[0] if found else None


def ending(authority: str, *, today: date) -> list[ProviderFile]:
    """Those whose approval ends within sixty days or has ended, the earliest first."""
    found = [each for each in current(authority, today=today) if each.ends_soon or each.has_ended]
    return sorted(found, key=lambda each: (each.quality.until or today, each.provider.name))


def stands_aside(user: User, provider: Provider, on: date) -> str:
    """Say to the user why they do not decide about a provider: an interest in its school, or in a school of its trust."""
    if provider.school is not None:
        return schools.stands_aside(user, provider.school, on)
    if provider.kind != Kind.TRUST:
        return ""
    theirs = schools.aside_from(user, on=on)
    of_trust = School.objects.filter(pk__in=theirs, trust_name=provider.name).first()
    if of_trust is None:
        return ""
    return f"You stand aside from this decision: you have an interest in {of_trust.name}, a school of this trust."
