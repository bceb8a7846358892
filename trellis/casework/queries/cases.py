"""Reading cases of schools at risk: where each stands, or stood on a day, with its plan and its task group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone

from trellis.accounts.models import User
from trellis.casework import rules as pack_rules
from trellis.casework.models import (
    Assignment,
    Case,
    CaseComment,
    CaseStep,
    Decision,
    Evaluation,
    Headway,
    Plan,
    PlanOfAction,
    Purpose,
    Review,
    TaskGroup,
    Visit,
)
from trellis.casework.queries import groups, levels, plans
from trellis.casework.queries.days import end_of
from trellis.casework.queries.groups import GroupFile
from trellis.casework.queries.levels import LevelCase
from trellis.casework.queries.order import by_keys
from trellis.casework.queries.plans import PlanFile
from trellis.casework.rules import Rules
from trellis.casework.workflows.case import CASE
from trellis.schools import queries as schools_kept
from trellis.schools.models import School


@dataclass(frozen=True, kw_only=True)
class CaseFile:
    """A case with all that belongs to it, as known on `today`. `levels` are the school’s proposals, newest first."""

    case: Case
    steps: tuple[CaseStep, ...]
    assignments: tuple[Assignment, ...]
    visits: tuple[Visit, ...]
    plans_of_action: tuple[PlanOfAction, ...]
    comments: tuple[CaseComment, ...]
    evaluations: tuple[Evaluation, ...]
    decisions: tuple[Decision, ...]
    plan: PlanFile | None
    group: GroupFile | None
    levels: tuple[LevelCase, ...]
    rules: Rules
    today: date

    @property
    def state(self) -> str:
        return self.steps[-1].state

    @property
    def state_words(self) -> str:
        return CASE.states[self.state]

    @property
    def is_open(self) -> bool:
        return self.state not in CASE.final

    def step(self, name: str) -> CaseStep | None:
        """Return the newest step of this name; None where it was not taken."""
        return next((step for step in reversed(self.steps) if step.name == name), None)

    def entered(self, state: str) -> CaseStep | None:
        """The newest step that led into a state from another. A case that is resumed has not entered it anew."""
        found, was = None, ""
        for step in self.steps:
            if step.state == state and was != state:
                found = step
            was = step.state if step.state != "paused" else was
        return found

    @property
    def paused_from(self) -> str:
        """The state in which the case was paused; "" where it is not."""
        return self.steps[-2].state if self.state == "paused" else ""

    @property
    def adviser(self) -> User | None:
        """Who works the case."""
        return self.assignments[-1].adviser if self.assignments else None

    @property
    def visit_due(self) -> date | None:
        """The day by which the visit is due, from the clock as it was when the case was identified or opened again."""
        due = self.opening.details.get("visit_due")
        return date.fromisoformat(due) if due else None

    @property
    def opening(self) -> CaseStep:
        """The step that opened the case, or that opened it again."""
        return self.step("reopen") or self.steps[0]

    @property
    def found_on(self) -> date:
        """The day from which the clock of the visit runs: the risk was found, or the case was opened again."""
        again = self.step("reopen")
        return timezone.localdate(again.at) if again is not None else self.case.seen_on

    @property
    def visit(self) -> Visit | None:
        """The newest visit to confirm the risk since the case was identified, or opened again."""
        since = self.opening.at
        made = [each for each in self.visits if each.purpose == Purpose.CONFIRM and each.at >= since]
        return made[-1] if made else None

    @property
    def first_visit(self) -> Visit | None:
        """The earliest visit to confirm the risk since then: what the time from trigger to visit is counted to."""
        since = self.opening.at
        made = [each for each in self.visits if each.purpose == Purpose.CONFIRM and each.at >= since]
        return min(made, key=lambda each: (each.held_on, each.pk), default=None)

    @property
    def days_to_visit(self) -> int:
        """The days from the trigger to the first visit; to today, or the end of the case, where there is none yet."""
        visit = self.first_visit
        if visit is not None:
            return (visit.held_on - self.found_on).days
        ended = self.today if self.is_open else timezone.localdate(self.steps[-1].at)
        return (ended - self.found_on).days

    @property
    def visit_is_late(self) -> bool:
        """Whether the first visit came after the day by which it was due, or has not come though that day is past."""
        if self.visit_due is None:
            return False
        visit = self.first_visit
        return (visit.held_on if visit is not None else self.today) > self.visit_due

    @property
    def plan_of_action(self) -> PlanOfAction | None:
        return self.plans_of_action[-1] if self.plans_of_action else None

    @property
    def has_plan_of_action(self) -> bool:
        """Whether a plan of action was drawn up, since the case was opened again where it was."""
        return any(each.at >= self.opening.at for each in self.plans_of_action)

    @property
    def ratified(self) -> LevelCase | None:
        """The level of the school that was ratified last; None where none was."""
        known = [(step.at, each) for each in self.levels if (step := each.step("ratify")) is not None]
        return max(known, key=lambda pair: pair[0], default=(None, None))[1]

    @property
    def entry(self) -> LevelCase | None:
        """The ratified level at which the school enters: ratified since the case was opened, or the very level it calls for.

        An older level of another number is not the entry: what was seen since has not been before a meeting.
        """
        newest = self.ratified
        if newest is None or newest.level not in (2, 3):
            return None
        ratify = newest.step("ratify")
        since = ratify is not None and ratify.at >= self.opening.at
        return newest if since or newest.level == self.case.level else None

    @property
    def level(self) -> int:
        """The support level the case is worked at: the one ratified, else the one it was identified at."""
        if self.entry is not None:
            return self.entry.level
        if self.state in ("follow_up", "closed") and self.ratified is not None:
            return self.ratified.level
        return self.case.level

    @property
    def level_under_way(self) -> LevelCase | None:
        """The proposal of a level that is under way for the school; None where there is none."""
        return next((each for each in self.levels if each.state not in levels.SETTLED), None)

    @property
    def review_since_support(self) -> Review | None:
        """The review made since the case was last supported; None where there is none."""
        since = self.entered("supported")
        made = self.plan.reviews if self.plan is not None else ()
        found = [each for each in made if since is not None and each.at >= since.at]
        return found[-1] if found else None

    @property
    def evaluation(self) -> Evaluation | None:
        """The evaluation made since the case was last to be evaluated."""
        since = self.entered("evaluation")
        found = [each for each in self.evaluations if since is not None and each.at >= since.at]
        return found[-1] if found else None

    @property
    def change(self) -> LevelCase | None:
        """The proposal of a new level that the case took to ratification last."""
        taken = self.step("change")
        if taken is None:
            return None
        wanted = taken.details.get("proposal")
        return next((each for each in self.levels if each.proposal.pk == wanted), None)

    @property
    def follow_up_due(self) -> date | None:
        """The day from which it is looked whether improvement has lasted: the first of the term of the check."""
        return self._checked("check_after")

    @property
    def follow_up_by(self) -> date | None:
        """The day by which it is: the last of that term."""
        return self._checked("check_by")

    def _checked(self, which: str) -> date | None:
        stepped = self.step("step_down")
        due = stepped.details.get(which) if stepped is not None else None
        return date.fromisoformat(due) if due else None

    @property
    def review_on(self) -> date | None:
        """The day on which a paused case is looked at again; None where it is not paused."""
        due = self.steps[-1].details.get("review_on") if self.state == "paused" else None
        return date.fromisoformat(due) if due else None

    @property
    def follow_up_visit(self) -> Visit | None:
        """The visit that looked whether improvement has lasted, since the case last stepped down."""
        since = self.entered("follow_up")
        made = [
            each
            for each in self.visits
            if each.purpose == Purpose.FOLLOW_UP and since is not None and each.at >= since.at
        ]
        return made[-1] if made else None

    @property
    def decision_is_due(self) -> bool:
        """Whether the last reviews were all in special measures without progress, and nothing has been decided since."""
        count = self.rules.process.reviews_without_progress
        made = self.plan.reviews if self.plan is not None else ()
        last = made[-count:]
        if len(last) < count or any(not r.in_special_measures or r.headway != Headway.NONE for r in last):
            return False
        return not any(decision.at >= last[-1].at for decision in self.decisions)


_PARTS: dict[str, tuple[QuerySet[Any], tuple[str, ...]]] = {
    "steps": (CaseStep.objects.all(), ()),
    "assignments": (Assignment.objects.all(), ("adviser",)),
    "visits": (Visit.objects.all(), ()),
    "plans_of_action": (PlanOfAction.objects.all(), ()),
    "comments": (CaseComment.objects.all(), ()),
    "evaluations": (Evaluation.objects.all(), ()),
    "decisions": (Decision.objects.all(), ()),
}


def files(cases: QuerySet[Case], *, today: date) -> list[CaseFile]:
    """Put together these cases, newest first. The number of queries does not grow with them, nor with their years."""
    told = [
        Prefetch(name, by_keys(rows.filter(at__lt=end_of(today))).select_related("by", *also))
        for name, (rows, also) in _PARTS.items()
    ]
    known = cases.filter(at__lt=end_of(today))
    rows = list(known.select_related("school", "authority", "by").prefetch_related(*told))
    pks = [row.pk for row in rows]
    of_plan = {
        plan.case_id: plan
        for plan in Plan.objects.filter(case__in=pks, at__lt=end_of(today)).prefetch_related(
            *plans.parts(today=today)
        )
    }
    of_group = {
        group.case_id: group
        for group in TaskGroup.objects.filter(case__in=pks, at__lt=end_of(today)).prefetch_related(
            *groups.parts(today=today)
        )
    }
    proposed = levels.of_schools(School.objects.filter(pk__in={row.school_id for row in rows}), today=today)
    ruled = {code: pack_rules.of(code) for code in {row.authority_id for row in rows}}
    return [
        CaseFile(
            case=row,
            steps=tuple(row.steps.all()),
            assignments=tuple(row.assignments.all()),
            visits=tuple(row.visits.all()),
            plans_of_action=tuple(row.plans_of_action.all()),
            comments=tuple(row.comments.all()),
            evaluations=tuple(row.evaluations.all()),
            decisions=tuple(row.decisions.all()),
            plan=plans.file(of_plan[row.pk], today=today) if row.pk in of_plan else None,
            group=groups.file(of_group[row.pk], today=today) if row.pk in of_group else None,
            levels=tuple(proposed.get(row.school_id, ())),
            rules=ruled[row.authority_id],
            today=today,
        )
        for row in rows
        if row.steps.all()
    ]


@dataclass(frozen=True, kw_only=True)
class CaseLine:
    """One of a school's cases, with no more than tells it from the others."""

    pk: int
    seen_on: date
    state: str

    @property
    def state_words(self) -> str:
        return CASE.states[self.state]

    @property
    def is_open(self) -> bool:
        return self.state not in CASE.final


def lines_of(school: School, *, today: date) -> list[CaseLine]:
    """Every case of a school in short, newest first. This will make one query."""
    newest = CaseStep.objects.filter(case=OuterRef("pk"), at__lt=end_of(today)).order_by("-number")
    known = Case.objects.filter(school=school, at__lt=end_of(today)).order_by("-at", "-id")
    rows = known.annotate(state=Subquery(newest.values("state")[:1])).values("pk", "seen_on", "state")
    return [CaseLine(**row) for row in rows if row["state"] is not None]


def newest_of(school: School, *, today: date) -> CaseFile | None:
    """The case of a school that is open, else its newest; None where it never had one. No other is read whole."""
    found = shown_of(lines_of(school, today=today))
    return in_full(found, school=school, today=today) if found is not None else None


def shown_of(lines: Sequence[CaseLine]) -> CaseLine | None:
    """Which of a school's cases is shown where none is asked for: the open one, else the newest."""
    return next((each for each in lines if each.is_open), lines[0] if lines else None)


def in_full(line: CaseLine, *, school: School, today: date) -> CaseFile | None:
    """One of the school's cases with all that belongs to it."""
    return one(line.pk, schools=schools_kept.just(school), today=today)


def of_school(school: School, *, today: date) -> list[CaseFile]:
    """Every case of a school, newest first."""
    return files(Case.objects.filter(school=school), today=today)


def open_of(school: School, *, today: date) -> CaseFile | None:
    """The case of a school that is open; None where there is none. There is never more than one."""
    return next(iter(open_of_schools(School.objects.filter(pk=school.pk), today=today)), None)


def open_of_schools(schools: QuerySet[School], *, today: date) -> list[CaseFile]:
    """The open case of each of these schools that has one, newest first. Closed ones are not read."""
    ended = CaseStep.objects.filter(case=OuterRef("pk"), state__in=CASE.final, at__lt=end_of(today))
    return files(Case.objects.filter(~Exists(ended), school__in=schools), today=today)


def one(case_id: int, *, schools: QuerySet[School], today: date) -> CaseFile | None:
    """One case, if it is of one of the schools given; None otherwise."""
    found = files(Case.objects.filter(pk=case_id, school__in=schools), today=today)
    return found[0] if found else None


def of_schools(schools: QuerySet[School], *, today: date) -> list[CaseFile]:
    """Every case of these schools, newest first."""
    return files(Case.objects.filter(school__in=schools), today=today)
