"""Reading the directory: each entry with its words and steps, as known on a day."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone

from trellis.accounts.access import Access
from trellis.accounts.roles import Permission
from trellis.casework.queries.days import end_of
from trellis.casework.queries.order import by_keys
from trellis.practice.models import Entry, EntryStep, Publication, Wording
from trellis.practice.queries import causes
from trellis.practice.workflows.good_practice import GOOD_PRACTICE
from trellis.schools import queries as schools
from trellis.schools.models import School

_REVIEWED = frozenset({"publish", "refresh"})
_WORKS = (Permission.PRACTICE_NOMINATE, Permission.PRACTICE_CONSENT, Permission.PRACTICE_VERIFY)


@dataclass(frozen=True, kw_only=True)
class EntryFile:
    """An entry with all that was written and done about it, as known on `today`.

    `caused_at` is when something was last recorded of the school that asks for a person’s look; None for nothing.
    """

    entry: Entry
    wordings: tuple[Wording, ...]
    steps: tuple[EntryStep, ...]
    publications: tuple[Publication, ...]
    caused_at: datetime | None
    today: date

    @property
    def wording(self) -> Wording:
        """The newest words."""
        return self.wordings[-1]

    @property
    def shown(self) -> Wording | None:
        """The words that the directory shows, which are those that were verified; None before it was published."""
        newest = self.publications[-1].wording_id if self.publications else None
        return next((each for each in self.wordings if each.pk == newest), None)

    @property
    def has_new_words(self) -> bool:
        """Whether the school has written other words than those that were verified."""
        return self.shown is not None and self.shown.pk != self.wording.pk

    @property
    def is_held(self) -> bool:
        """Whether something was recorded since a person last decided, and no step says so yet."""
        if self.steps[-1].state != "published" or self.caused_at is None:
            return False
        return self.caused_at > self.steps[-1].at

    @property
    def state(self) -> str:
        return "under_review" if self.is_held else self.steps[-1].state

    @property
    def state_words(self) -> str:
        return GOOD_PRACTICE.states[self.state]

    @property
    def is_open(self) -> bool:
        return self.state not in GOOD_PRACTICE.final

    @property
    def is_current(self) -> bool:
        """Whether the directory shows it."""
        return self.state == "published"

    def step(self, *names: str) -> EntryStep | None:
        """The newest step of one of these names; None where none was taken."""
        return next((each for each in reversed(self.steps) if each.name in names), None)

    @property
    def review_by(self) -> date | None:
        """The day by which it is looked at again: a year after it was published or last refreshed."""
        last = self.step(*_REVIEWED)
        return year_after(timezone.localdate(last.at)) if last is not None else None

    @property
    def is_review_due(self) -> bool:
        return self.state == "published" and self.review_by is not None and self.today >= self.review_by

    @property
    def verified(self) -> EntryStep | None:
        """The step by which somebody last verified it."""
        return self.step("verify", "refresh")


def year_after(day: date) -> date:
    """The same day of the next year; the last of February for its 29th."""
    last = day.month == 2 and day.day == 29
    return day.replace(year=day.year + 1, day=28 if last else day.day)


def files(rows: QuerySet[Entry], *, today: date) -> list[EntryFile]:
    """Put together these entries, newest first. The number of queries does not grow with them."""
    end = end_of(today)
    told = (
        Prefetch("wordings", by_keys(Wording.objects.filter(at__lt=end)).select_related("by")),
        Prefetch("steps", by_keys(EntryStep.objects.filter(at__lt=end)).select_related("by")),
        Prefetch("publications", by_keys(Publication.objects.filter(at__lt=end))),
    )
    known = list(
        rows.filter(at__lt=end).select_related("school", "authority", "by", "visit").prefetch_related(*told)
    )
    newest = causes.newest({row.school_id for row in known}, today=today)
    return [
        EntryFile(
            entry=row,
            wordings=tuple(row.wordings.all()),
            steps=tuple(row.steps.all()),
            publications=tuple(row.publications.all()),
            caused_at=newest.get(row.school_id),
            today=today,
        )
        for row in known
        if row.steps.all()
    ]


def of_school(school: School, *, today: date) -> list[EntryFile]:
    """Every entry of a school, newest first."""
    return files(Entry.objects.filter(school=school), today=today)


def of_schools(visible: QuerySet[School], *, today: date) -> list[EntryFile]:
    """The entries of these schools that have not ended."""
    every = files(Entry.objects.filter(school__in=visible), today=today)
    return [each for each in every if each.is_open]


def asking(visible: QuerySet[School], *, today: date, soon: int) -> list[EntryFile]:
    """The entries of these schools that may ask something of somebody.

    They are all that have not ended, but for those published that are not to be reviewed within `soon` days, have no new
    words and are held back by nothing. Of a large directory most are so, and little is read of them.
    """
    end = end_of(today)

    def newest(of: QuerySet[Any], what: str) -> Subquery:
        return Subquery(of.filter(entry=OuterRef("pk"), at__lt=end).order_by("-number").values(what)[:1])

    steps = EntryStep.objects.all()
    known = list(
        Entry.objects.filter(school__in=visible, at__lt=end)
        .annotate(
            stands=newest(steps, "state"),
            since=newest(steps, "at"),
            looked_at=newest(steps.filter(name__in=_REVIEWED), "at"),
            says=newest(Wording.objects.all(), "pk"),
            shows=newest(Publication.objects.all(), "wording"),
        )
        .exclude(stands__in=GOOD_PRACTICE.final)
        .order_by()
        .values_list("pk", "school_id", "stands", "since", "looked_at", "says", "shows")
    )
    caused = causes.newest({urn for _, urn, stands, *_ in known if stands == "published"}, today=today)
    until = today + timedelta(days=soon)
    asks = [
        pk
        for pk, urn, stands, since, looked_at, says, shows in known
        if stands != "published"
        or (urn in caused and caused[urn] > since)
        or (looked_at is not None and year_after(timezone.localdate(looked_at)) <= until)
        or says != shows
    ]
    return files(Entry.objects.filter(pk__in=asks), today=today)


def current(authority: str, *, today: date) -> list[EntryFile]:
    """What the directory of an authority shows: published, of an open school, and not under review."""
    rows = Entry.objects.filter(authority=authority, school__is_open=True, publications__isnull=False)
    return [each for each in files(rows.distinct(), today=today) if each.is_current]


def one(entry_id: int, *, authorities: Collection[str], today: date) -> EntryFile | None:
    """One entry, if it is of one of these authorities; None otherwise."""
    found = files(Entry.objects.filter(pk=entry_id, authority__in=authorities), today=today)
    return found[0] if found else None


def may_work_on(held: Access, school: School) -> bool:
    """Whether somebody takes part in how the entries of a school come about, and so reads those that are not shown."""
    return any(schools.reaches(held, each, school=school) for each in _WORKS)


def may_read(file: EntryFile, held: Access) -> bool:
    """Whether somebody may read an entry: what is shown, by whoever reads the directory; else who works on it."""
    if may_work_on(held, file.entry.school):
        return True
    reads = held.may(Permission.PRACTICE_READ, authority=file.entry.authority_id)
    return reads and file.is_current and file.entry.school.is_open


def shown_ids(authorities: Iterable[str], *, today: date) -> list[int]:
    """The numbers of the entries that the directories of these authorities show."""
    return [each.entry.pk for code in authorities for each in current(code, today=today)]


def counts(files: Iterable[EntryFile]) -> tuple[Counter[str], Counter[str]]:
    """How many entries there are of each area of practice and of each phase, by their ids."""
    shown = [each.shown for each in files if each.shown is not None]
    return (
        Counter(area for each in shown for area in each.areas),
        Counter(phase for each in shown for phase in each.phases),
    )


def nominated_figures(school: School, *, today: date) -> frozenset[str]:
    """The figures by which an entry of a school was nominated that has not ended."""
    return frozenset(
        each.entry.indicator
        for each in of_school(school, today=today)
        if each.is_open and each.entry.indicator
    )


def nominated_from(visit_id: int, *, school: School, today: date) -> EntryFile | None:
    """The entry that was nominated from a visit; None where there is none."""
    rows = files(Entry.objects.filter(school=school, visit=visit_id), today=today)
    return next((each for each in rows if each.is_open), rows[0] if rows else None)


def to_hold(*, today: date) -> list[EntryFile]:
    """Every entry, of every authority, that is held and whose steps do not say so yet: for the service itself."""
    return [
        each
        for each in files(Entry.objects.filter(publications__isnull=False).distinct(), today=today)
        if each.is_held
    ]
