"""Where a school stands, what is held about it and who looked at it, as a page. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trellis.activity.confidentiality import Confidentiality
from trellis.activity.queries import Looked
from trellis.activity.sealing import Standing
from trellis.casework.queries.levels import LevelCase
from trellis.casework.queries.threads import Thread
from trellis.interfaces.web.govuk import levels, words
from trellis.interfaces.web.govuk.levels import LevelTag
from trellis.schools.chronology import Act, Holding

PAGES = {
    "screening.Result": "school",
    "casework.Proposal": "level",
    "casework.LevelStep": "level",
    "casework.Answer": "level",
    "casework.Challenge": "level",
    "casework.Case": "case",
    "casework.CaseStep": "case",
    "casework.Assignment": "case",
    "casework.Visit": "case",
    "casework.PlanOfAction": "case",
    "casework.CaseComment": "case",
    "casework.Evaluation": "case",
    "casework.Decision": "case",
    "casework.Plan": "plan",
    "casework.Version": "plan",
    "casework.VersionStep": "plan",
    "casework.Objective": "plan",
    "casework.Condition": "plan",
    "casework.Review": "plan",
    "casework.Progress": "plan",
    "casework.TaskGroup": "task_group",
    "casework.Membership": "task_group",
    "casework.Meeting": "task_group",
    "interventions.Notice": "notices",
    "interventions.NoticeStep": "notices",
    "interventions.Draft": "notices",
    "interventions.LegalCheck": "notices",
    "interventions.Giving": "notices",
    "interventions.Copy": "notices",
    "interventions.PowerUse": "notices",
    "interventions.SecretaryNotice": "notices",
    "interventions.SecretaryNoticeEnd": "notices",
    "interventions.ChallengeLetter": "notices",
    "interventions.ChallengeLetterStep": "notices",
    "interventions.Concern": "concerns",
    "interventions.ConcernStep": "concerns",
    "interventions.ConcernReply": "concerns",
    "visits.Visit": "visits",
    "visits.NoteRevision": "visits",
    "visits.Inspection": "inspections",
    "visits.Published": "inspections",
    "visits.NextStep": "inspections",
    "practice.Entry": "school_practice",
    "practice.Wording": "school_practice",
    "practice.EntryStep": "school_practice",
    "practice.Publication": "school_practice",
    "practice.ContactRequest": "school_practice",
    "practice.ContactReply": "school_practice",
    "providers.Provider": "school_leaders",
    "providers.ProviderOffer": "school_leaders",
    "providers.ProviderEvidence": "school_leaders",
    "providers.ProviderStep": "school_leaders",
    "leaders.Leader": "school_leaders",
    "leaders.Designation": "school_leaders",
    "leaders.DesignationEnd": "school_leaders",
    "leaders.DesignationReview": "school_leaders",
    "leaders.Capacity": "school_leaders",
    "leaders.Release": "school_leaders",
    "leaders.ProtocolAcceptance": "school_leaders",
    "judgements.Judgement": "judgements",
    "judgements.Circumstance": "circumstances",
    "schools.ChosenSet": "similar",
}
"""The page of a school that shows a kind of row, by the name of its address. A kind without one is in the record."""
THREAD_PAGES = {
    "level": "level",
    "case": "case",
    "plan": "plan",
    "meeting": "task_group",
    "warning_notice": "notices",
    "challenge": "notices",
    "academy_concern": "concerns",
}
"""The page of a school that shows a thread, by the name of its address."""


@dataclass(frozen=True, kw_only=True)
class StepShown:
    label: str
    who: str
    due: str


@dataclass(frozen=True, kw_only=True)
class ThreadShown:
    """One thing under way."""

    id: str
    title: str
    state: str
    since: str
    steps: tuple[StepShown, ...]
    page: str


@dataclass(frozen=True, kw_only=True)
class HoldingShown:
    """How many rows of a kind are held; `page` is the address that shows them, or ""."""

    words: str
    number: int
    page: str


@dataclass(frozen=True, kw_only=True)
class LookedShown:
    """Somebody who looked, and on which days. The school's own people are told of by role alone."""

    who: str
    role: str
    days: str


@dataclass(frozen=True, kw_only=True)
class WherePage:
    """The page."""

    tag: LevelTag | None
    standing: str
    threads: tuple[ThreadShown, ...]
    holdings: tuple[HoldingShown, ...]
    restricted: int
    looked: tuple[LookedShown, ...]


@dataclass(frozen=True, kw_only=True)
class ActShown:
    """One act of the chronology."""

    when: str
    who: str
    what: str
    why: str
    facts: tuple[tuple[str, str], ...]
    confidentiality: str
    altered: bool


def where(
    standing: LevelCase | None,
    threads: Sequence[Thread],
    holdings: Sequence[Holding],
    looked: Sequence[Looked],
    *,
    named: Mapping[int, str],
) -> WherePage:
    """Return the page of one school."""
    open_kinds = (Confidentiality.OPEN, Confidentiality.SCHOOL_AND_AUTHORITY)
    began = standing.in_force_from if standing is not None else None
    return WherePage(
        tag=levels.tag(standing.level, named=named, raises_concerns=False) if standing is not None else None,
        standing=(
            f"In force from {words.day(began)}."
            + (
                " It was agreed more than an academic year ago, so it is overdue."
                if standing.is_overdue
                else ""
            )
            if standing is not None
            else "No level has been agreed with this school yet."
        ),
        threads=tuple(_thread(each) for each in threads),
        holdings=tuple(
            HoldingShown(words=words.first_up(each.name), number=each.rows, page=PAGES.get(each.label, ""))
            for each in holdings
            if each.confidentiality in open_kinds
        ),
        restricted=sum(each.rows for each in holdings if each.confidentiality not in open_kinds),
        looked=_looked(looked),
    )


def _thread(each: Thread) -> ThreadShown:
    steps: dict[str, StepShown] = {}
    for step in each.steps:
        due = f"by {words.day(step.due)}" if step.due is not None else ""
        steps.setdefault(step.label, StepShown(label=step.label, who=step.who, due=due))
    return ThreadShown(
        id=each.id,
        title=each.title,
        state=each.state,
        since=words.day(each.since),
        steps=tuple(steps.values()),
        page=THREAD_PAGES.get(each.id, ""),
    )


def _looked(looked: Sequence[Looked]) -> tuple[LookedShown, ...]:
    """Each person once, the latest first, with the days."""
    days: dict[tuple[str, str], list[date]] = {}
    for each in looked:
        who = "The school’s own" if each.at_school else each.user.name
        key = (who, each.role or "no post at the time")
        if each.day not in days.setdefault(key, []):
            days[key].append(each.day)
    return tuple(
        LookedShown(
            who=who,
            role=role,
            days=", ".join(words.day(day) for day in on[:5])
            + (f" and {words.count(len(on) - 5, 'day')} before" if len(on) > 5 else ""),
        )
        for (who, role), on in days.items()
    )


def act(each: Act) -> ActShown:
    return ActShown(
        when=words.moment(each.at),
        who=each.who,
        what=each.what,
        why=each.why,
        facts=each.facts,
        confidentiality=each.confidentiality.words
        if each.confidentiality not in (Confidentiality.OPEN, Confidentiality.SCHOOL_AND_AUTHORITY)
        else "",
        altered=each.standing == Standing.ALTERED,
    )
