"""Reading warning notices: each with its steps, drafts, checks, copies and powers, as known on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from trellis.accounts.access import Access
from trellis.accounts.roles import Permission
from trellis.calendars.calendar import Calendar
from trellis.casework.queries.days import end_of
from trellis.casework.queries.order import by_keys
from trellis.interventions import law
from trellis.interventions.law import Recipient
from trellis.interventions.models import (
    Copy,
    Draft,
    Giving,
    LegalCheck,
    Notice,
    NoticeStep,
    PowerUse,
    SecretaryNotice,
    SecretaryNoticeEnd,
)
from trellis.interventions.workflows.warning_notice import GIVEN, IN_FORCE, WARNING_NOTICE
from trellis.schools import queries as schools
from trellis.schools.models import School


@dataclass(frozen=True, kw_only=True)
class NoticeFile:
    """A notice with all that belongs to it, as known on `today`. `blocked` says why none may be given now; "" where one may."""

    notice: Notice
    steps: tuple[NoticeStep, ...]
    drafts: tuple[Draft, ...]
    checks: tuple[LegalCheck, ...]
    giving: Giving | None
    copies: tuple[Copy, ...]
    powers: tuple[PowerUse, ...]
    blocked: str
    recipients: tuple[Recipient, ...]
    today: date

    @property
    def school(self) -> School:
        return self.notice.school

    @property
    def state(self) -> str:
        return self.steps[-1].state

    @property
    def state_words(self) -> str:
        return WARNING_NOTICE.states[self.state]

    @property
    def is_open(self) -> bool:
        return self.state not in WARNING_NOTICE.final

    @property
    def is_given(self) -> bool:
        """Whether the governing body knows of it."""
        return self.giving is not None

    @property
    def is_in_force(self) -> bool:
        return self.state in IN_FORCE

    @property
    def draft(self) -> Draft | None:
        return self.drafts[-1] if self.drafts else None

    @property
    def check(self) -> LegalCheck | None:
        """The newest legal check of the newest draft; None where that draft has none."""
        newest = self.draft
        found = [each for each in self.checks if newest is not None and each.draft_id == newest.pk]
        return found[-1] if found else None

    @property
    def drafters(self) -> frozenset[int]:
        """Whoever wrote any of the wording that is given: the accounts of those who drafted."""
        return frozenset(each.by_id for each in self.drafts)

    @property
    def comply_by(self) -> date | None:
        return self.giving.comply_by if self.giving is not None else None

    @property
    def copies_open(self) -> tuple[Recipient, ...]:
        """Those to whom a copy can still be recorded: who must have one first."""
        sent = {each.recipient for each in self.copies}
        return tuple(each for each in self.recipients if each.id not in sent)

    @property
    def copies_waiting(self) -> tuple[Recipient, ...]:
        """Those who must have a copy and have none yet."""
        return tuple(each for each in self.copies_open if each.is_required)

    def step(self, name: str) -> NoticeStep | None:
        """The newest step of this name; None where it was not taken."""
        return next((step for step in reversed(self.steps) if step.name == name), None)

    @property
    def power_from(self) -> date | None:
        """The day from which the power that was given notice of may be used; None where no notice was given."""
        proposed = self.step("propose_power")
        return date.fromisoformat(proposed.details["from"]) if proposed is not None else None

    @property
    def proposed(self) -> tuple[tuple[str, str], ...]:
        """The powers of which written notice was given, as (id, name); none where no notice was given."""
        step = self.step("propose_power")
        return (
            tuple((str(power), str(name)) for power, name in step.details["powers"])
            if step is not None
            else ()
        )

    @property
    def minded(self) -> tuple[tuple[str, str], ...]:
        """The powers that the notice says the authority is minded to use, as (id, name)."""
        said = self.giving or self.draft
        return tuple((str(power), str(name)) for power, name in said.powers) if said is not None else ()

    def as_told(self) -> "NoticeFile":
        """The notice as the school knows it: without what was written before it was given."""
        return replace(self, steps=tuple(step for step in self.steps if step.told), drafts=(), checks=())


_PARTS: dict[str, QuerySet[Any]] = {
    "steps": NoticeStep.objects.all(),
    "drafts": Draft.objects.all(),
    "copies": Copy.objects.all(),
    "powers_used": PowerUse.objects.all(),
}


def files(rows: QuerySet[Notice], *, today: date) -> list[NoticeFile]:
    """Put together these notices, newest first. The number of queries does not grow with them."""
    end = end_of(today)
    told = [
        Prefetch(name, by_keys(kept.filter(at__lt=end)).select_related("by")) for name, kept in _PARTS.items()
    ]
    found = list(rows.filter(at__lt=end).select_related("school", "authority", "by").prefetch_related(*told))
    if not found:
        return []
    pks = [row.pk for row in found]
    given = {
        each.notice_id: each
        for each in Giving.objects.filter(notice__in=pks, at__lt=end).select_related("by")
    }
    checks: dict[int, list[LegalCheck]] = {}
    for check in LegalCheck.objects.filter(draft__notice__in=pks, at__lt=end).select_related("by", "draft"):
        checks.setdefault(check.draft.notice_id, []).append(check)
    blocked = {
        each.school_id: blocked_words(each)
        for each in _secretarys(School.objects.filter(pk__in={row.school_id for row in found}), today=today)
    }
    ruled = law.held()
    return [
        NoticeFile(
            notice=row,
            steps=tuple(row.steps.all()),
            drafts=tuple(row.drafts.all()),
            checks=tuple(checks.get(row.pk, ())),
            giving=given.get(row.pk),
            copies=tuple(row.copies.all()),
            powers=tuple(row.powers_used.all()),
            blocked=blocked.get(row.school_id, ""),
            recipients=ruled.copies_for(row.school.school_type),
            today=today,
        )
        for row in found
        if row.steps.all()
    ]


def of_school(school: School, *, today: date) -> list[NoticeFile]:
    """Every notice of a school, newest first."""
    return files(Notice.objects.filter(school=school), today=today)


def open_of_schools(visible: QuerySet[School], *, today: date) -> list[NoticeFile]:
    """The notices of these schools that have not ended. Those that have are not read."""
    ended = NoticeStep.objects.filter(
        notice=OuterRef("pk"), state__in=WARNING_NOTICE.final, at__lt=end_of(today)
    )
    return files(Notice.objects.filter(~Exists(ended), school__in=visible), today=today)


def of_authority(authority: str, *, today: date) -> list[NoticeFile]:
    """Every notice of an authority, newest first: for those who read what was given, and for counts."""
    return files(Notice.objects.filter(authority_id=authority), today=today)


def one(notice_id: int, *, school: School, today: date) -> NoticeFile | None:
    """One notice, if it is of this school; None otherwise."""
    found = files(Notice.objects.filter(pk=notice_id, school=school), today=today)
    return found[0] if found else None


def in_force(authority: str, *, on: date, urns: Iterable[int] | None = None) -> list[NoticeFile]:
    """The notices in force at the end of a day, in the order in which they were given."""
    rows = Notice.objects.filter(authority_id=authority)
    if urns is not None:
        rows = rows.filter(school__in=list(urns))
    found = [each for each in files(rows, today=on) if each.is_in_force and each.giving is not None]
    return sorted(found, key=lambda each: (each.notice.school_id, each.notice.pk))


def secretarys_in_force(
    authority: str, *, on: date, urns: Iterable[int] | None = None
) -> list[SecretaryNotice]:
    """The Secretary of State's notices that hold at the end of a day."""
    visible = School.objects.filter(authority_id=authority)
    if urns is not None:
        visible = visible.filter(pk__in=list(urns))
    return _secretarys(visible, today=on)


def secretarys_of(school: School, *, today: date) -> list[SecretaryNotice]:
    """Every notice of the Secretary of State to a school, newest first, with its end where that was recorded."""
    return list(
        SecretaryNotice.objects.filter(school=school, at__lt=end_of(today)).select_related("by", "ended__by")
    )


def secretarys_one(notice_id: int, *, school: School) -> SecretaryNotice | None:
    """One of them, if it is to this school."""
    return (
        SecretaryNotice.objects.filter(pk=notice_id, school=school).select_related("by", "ended__by").first()
    )


def blocking(school: School, *, today: date) -> str:
    """Say why the authority may give no notice to the school: the Secretary of State has given one; "" where none holds."""
    found = _secretarys(schools.just(school), today=today)
    return blocked_words(found[0]) if found else ""


def blocked_words(row: SecretaryNotice) -> str:
    given = f"{row.given_on.day} {row.given_on:%B %Y}"
    return (
        f"The Secretary of State gave the school a warning notice on {given}. "
        "The authority may give none until it is told that it may."
    )


def may_read(file: NoticeFile, held: Access) -> bool:
    """Whether somebody may read a notice: once given, whoever reads notices; before, of those who read the restricted."""
    school = file.notice.school
    if not schools.reaches(held, Permission.NOTICE_READ, school=school):
        return False
    return file.is_given or schools.reaches(held, Permission.RESTRICTED_READ, school=school)


def counted(found: Sequence[NoticeFile]) -> dict[str, int]:
    """How many notices were given, how many of them are in force, and how many led to a power."""
    given = [each for each in found if each.state in GIVEN]
    return {
        "given": len(given),
        "in_force": sum(each.is_in_force for each in given),
        "power_used": sum(bool(each.powers) for each in given),
    }


def last_day(*, given_on: date, days: int, basis: str, calendar: Calendar) -> date:
    """The last day of a compliance period. Raises NoTermSetUp for school days past the terms that are set up."""
    match basis:
        case "school_days":
            return calendar.school_days_after(given_on, days)
        case "working_days":
            return calendar.working_days_after(given_on, days)
        case _:
            return date.fromordinal(given_on.toordinal() + days)


def _secretarys(visible: QuerySet[School], *, today: date) -> list[SecretaryNotice]:
    ended = SecretaryNoticeEnd.objects.filter(notice=OuterRef("pk"), at__lt=end_of(today))
    rows = SecretaryNotice.objects.filter(~Exists(ended), school__in=visible, at__lt=end_of(today))
    return list(rows.select_related("by").order_by("given_on", "pk"))
