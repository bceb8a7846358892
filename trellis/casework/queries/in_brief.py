"""Open cases and current levels with no more than lists and what is due rest on. `cases` and `levels` read the whole.

A school has one open case and one proposal under way at a time, its newest. So each is found from the newest row of a
school, by index, and costs the same after ten years as after one. Rows are put together here and not by prefetching,
which makes a query set for every row.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from trellis.casework import rules as pack_rules
from trellis.casework.models import (
    Answer,
    Assignment,
    Case,
    CaseStep,
    Decision,
    Evaluation,
    LevelStep,
    Meeting,
    MeetingStep,
    OutcomeSeen,
    Plan,
    PlanOfAction,
    Proposal,
    Review,
    TaskGroup,
    Version,
    VersionStep,
    Visit,
)
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.days import end_of
from trellis.casework.queries.groups import GroupFile, MeetingFile
from trellis.casework.queries.levels import SETTLED, LevelCase
from trellis.casework.queries.plans import PlanFile, VersionFile
from trellis.casework.workflows.case import CASE
from trellis.casework.workflows.level import LEVEL
from trellis.schools.models import School

WEIGHED = ("settle", "determine", "ratify", "take_effect")
"""The steps of a settled proposal that tell its level, when it was ratified and from when it holds."""
Row = TypeVar("Row")
Key = TypeVar("Key", bound=Hashable)


def open_ones(schools: QuerySet[School], *, today: date) -> QuerySet[Case]:
    """The case of each of these schools that is open: its newest, unless that has ended."""
    newest = Case.objects.filter(school=OuterRef("pk"), at__lt=end_of(today)).order_by("-at", "-id")
    ended = CaseStep.objects.filter(case=OuterRef("pk"), state__in=CASE.final, at__lt=end_of(today))
    of_each = schools.order_by().values_list(Subquery(newest.values("pk")[:1]), flat=True)
    return Case.objects.filter(~Exists(ended), pk__in=[pk for pk in of_each if pk is not None])


def open_cases(
    schools: QuerySet[School], *, current: Mapping[int, Sequence[LevelCase]], today: date
) -> list[CaseFile]:
    """The open case of each of these schools that has one, newest first. `current` is what `current_levels` gave."""
    by_then = {"at__lt": end_of(today)}
    rows = list(open_ones(schools, today=today).select_related("school"))
    theirs = {"case__in": [row.pk for row in rows], **by_then}
    steps = _by(CaseStep.objects.filter(**theirs), lambda each: each.case_id)
    given = _by(
        Assignment.objects.filter(**theirs).select_related("adviser"),
        lambda each: each.case_id,
    )
    visits = _by(Visit.objects.filter(**theirs).defer("note"), lambda each: each.case_id)
    drawn_up = _by(PlanOfAction.objects.filter(**theirs).defer("lines"), lambda each: each.case_id)
    evaluations = _by(Evaluation.objects.filter(**theirs), lambda each: each.case_id)
    decisions = _by(Decision.objects.filter(**theirs), lambda each: each.case_id)
    plans = _plans(rows, today=today)
    groups = _groups(rows, today=today)
    levels = _levels_of(rows, steps, current=current, today=today)
    ruled = {code: pack_rules.of(code) for code in {row.authority_id for row in rows}}
    return [
        CaseFile(
            case=row,
            steps=steps[row.pk],
            assignments=given.get(row.pk, ()),
            visits=visits.get(row.pk, ()),
            plans_of_action=drawn_up.get(row.pk, ()),
            comments=(),
            evaluations=evaluations.get(row.pk, ()),
            decisions=decisions.get(row.pk, ()),
            plan=plans.get(row.pk),
            group=groups.get(row.pk),
            levels=tuple(levels.get(row.school_id, ())),
            rules=ruled[row.authority_id],
            today=today,
        )
        for row in rows
        if row.pk in steps
    ]


def current_levels(schools: QuerySet[School], *, on: date) -> dict[int, list[LevelCase]]:
    """What is under way and what is in force on a day, newest first, of each school that had either, by URN."""
    step = LevelStep.objects.filter(proposal=OuterRef("pk"), at__lt=end_of(on))
    newest = Proposal.objects.filter(school=OuterRef("pk"), at__lt=end_of(on)).order_by("-at", "-id")
    in_force = newest.filter(
        Exists(step.filter(name="take_effect")), ~Exists(step.filter(state__in=LEVEL.final))
    )
    of_each = schools.order_by().values_list(
        Subquery(newest.values("pk")[:1]), Subquery(in_force.values("pk")[:1])
    )
    pks = {pk for pair in of_each for pk in pair if pk is not None}
    found: dict[int, list[LevelCase]] = {}
    for each in _put_together(pks, on=on):
        if each.state not in LEVEL.final:
            found.setdefault(each.proposal.school_id, []).append(each)
    return found


def _levels_of(
    rows: Sequence[Case],
    steps: Mapping[int, Sequence[CaseStep]],
    *,
    current: Mapping[int, Sequence[LevelCase]],
    today: date,
) -> dict[int, list[LevelCase]]:
    """What a case asks of its school’s proposals: the current ones, the one ratified last, and the one it waits for."""
    schools = School.objects.filter(pk__in=[row.school_id for row in rows])
    ratified = LevelStep.objects.filter(
        proposal__school=OuterRef("pk"), name="ratify", at__lt=end_of(today)
    ).order_by("-at", "-proposal__at", "-proposal_id")
    last = schools.values_list(Subquery(ratified.values("proposal_id")[:1]), flat=True)
    wanted = [
        step.details.get("proposal") for each in steps.values() for step in each if step.name == "change"
    ]
    found = {row.school_id: list(current.get(row.school_id, ())) for row in rows}
    known = {each.proposal.pk for held in found.values() for each in held}
    more = {pk for pk in (*last, *wanted) if pk is not None} - known
    for each in _put_together(more, on=today):
        found[each.proposal.school_id].append(each)
    for held in found.values():
        held.sort(key=lambda each: (each.proposal.at, each.proposal.pk), reverse=True)
    return found


def _put_together(pks: Collection[int], *, on: date) -> list[LevelCase]:
    """These proposals, newest first: with every step of one under way, and the steps that weigh of one that is settled."""
    newest = LevelStep.objects.filter(proposal=OuterRef("pk"), at__lt=end_of(on)).order_by("-number")
    asked = Proposal.objects.filter(pk__in=pks).annotate(state=Subquery(newest.values("state")[:1]))
    rows = [row for row in asked if row.state is not None]
    under_way = [row.pk for row in rows if row.state not in SETTLED]
    settled = [row.pk for row in rows if row.state in SETTLED]
    weighed = Q(proposal__in=settled) & (Q(name__in=WEIGHED) | Q(state__in=LEVEL.final))
    by_then = {"at__lt": end_of(on)}
    steps = _by(
        LevelStep.objects.filter(Q(proposal__in=under_way) | weighed, **by_then),
        lambda each: each.proposal_id,
    )
    answers = _by(Answer.objects.filter(proposal__in=under_way, **by_then), lambda each: each.proposal_id)
    return [
        LevelCase(proposal=row, steps=steps[row.pk], answers=answers.get(row.pk, ()), challenges=(), today=on)
        for row in rows
    ]


def _plans(rows: Iterable[Case], *, today: date) -> dict[int, PlanFile]:
    """The plan of each case: in what state each version is, and each review."""
    plans = Plan.objects.filter(case__in=[row.pk for row in rows], at__lt=end_of(today))
    of_case = {plan.pk: plan for plan in plans}
    theirs = list(Version.objects.filter(plan__in=of_case, at__lt=end_of(today)))
    known = {"version__in": [version.pk for version in theirs], "at__lt": end_of(today)}
    steps = _by(VersionStep.objects.filter(**known), lambda each: each.version_id)
    reviews = {review.version_id: review for review in Review.objects.filter(**known)}
    versions = _by((each for each in theirs if each.pk in steps), lambda each: each.plan_id)
    return {
        plan.case_id: PlanFile(
            plan=plan,
            versions=tuple(
                VersionFile(
                    version=each,
                    steps=steps[each.pk],
                    objectives=(),
                    conditions=(),
                    dropped=(),
                    dropped_conditions=(),
                    answers=(),
                    comments=(),
                    review=reviews.get(each.pk),
                    seen={},
                    another_active=any(
                        steps[other.pk][-1].state == "active" and other.pk != each.pk
                        for other in versions[pk]
                    ),
                    judged_before=frozenset(),
                    today=today,
                )
                for each in versions[pk]
            ),
            meetings=(),
            today=today,
        )
        for pk, plan in of_case.items()
        if pk in versions
    }


def _groups(rows: Iterable[Case], *, today: date) -> dict[int, GroupFile]:
    """The task group of each case: when each meeting is, in what state, and whether its outcomes were seen."""
    groups = list(TaskGroup.objects.filter(case__in=[row.pk for row in rows], at__lt=end_of(today)))
    theirs = list(Meeting.objects.filter(group__in=[each.pk for each in groups], at__lt=end_of(today)))
    known = {"meeting__in": [each.pk for each in theirs], "at__lt": end_of(today)}
    steps = _by(MeetingStep.objects.filter(**known), lambda each: each.meeting_id)
    seen = _by(OutcomeSeen.objects.filter(**known), lambda each: each.meeting_id)
    meetings = _by((each for each in theirs if each.pk in steps), lambda each: each.group_id)
    return {
        group.case_id: GroupFile(
            group=group,
            members=(),
            memberships=(),
            meetings=tuple(
                MeetingFile(
                    meeting=each,
                    steps=steps[each.pk],
                    members=(),
                    invitations=(),
                    papers=(),
                    attendances=(),
                    every_minutes=(),
                    action_items=(),
                    impacts=(),
                    seen=seen.get(each.pk, ()),
                    today=today,
                )
                for each in meetings.get(group.pk, ())
            ),
            today=today,
        )
        for group in groups
    }


def _by(rows: Iterable[Row], key: Callable[[Row], Key]) -> dict[Key, tuple[Row, ...]]:
    """Rows by what they belong to, in the order in which they came."""
    found: defaultdict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return {belongs: tuple(held) for belongs, held in found.items()}
