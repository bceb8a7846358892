"""Make ten years of casework for an authority of 600 schools: `python -m benchmarks.pages.case_history make|add|written`.

`make` prepares a database of its own with the schools, fifty people with their sessions, and one year; `add` adds the other
nine; `written` reads back what was written to them. Every row is made in bulk, in the shapes that the actions leave. Prints JSON: what `case_visits` needs.
"""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

SCHOOLS, YEARS, OPEN = 600, 10, 60
AUTHORITY, FIRST_URN = "801", 900000
LEVEL_STEPS = (
    ("propose", "proposed", {}),
    ("share", "with_school", {"reply_by": "2026-12-04"}),
    ("agree", "agreed", {}),
    ("record", "recorded", {"kind": "note", "dated": "2026-11-20", "text": "We met and agreed. " * 20}),
    ("ratify", "ratified", {"meeting": "Q&S", "held_on": "2026-11-20", "best_interests": "Pupils first."}),
    ("take_effect", "in_force", {}),
)
CASE_STEPS = (
    ("identify", "identified"),
    ("inform", "visit_due"),
    ("confirm", "planning"),
    ("support", "supported"),
    ("evaluate", "evaluation"),
    ("change", "ratification"),
    ("step_down", "follow_up"),
    ("close", "closed"),
)


def make() -> dict[str, Any]:
    """The schools, the people, and what is in force and open now."""
    from trellis.schools.models import Authority, School

    Authority.objects.create(code=AUTHORITY, name="Severnshire")
    School.objects.bulk_create(
        School(
            urn=FIRST_URN + number,
            authority_id=AUTHORITY,
            name=f"School {number:03d}",
            phase_group="secondary" if number % 6 == 0 else "primary",
            school_type="Community school",
            relationship="maintained",
            is_open=True,
        )
        for number in range(SCHOOLS)
    )
    people = list(_people())
    _levels(at=datetime.now(UTC) - timedelta(days=40), ends="in_force")
    _cases(range(OPEN), at=datetime.now(UTC) - timedelta(days=40), steps=4)
    return {"people": people, "open": OPEN, "first_urn": FIRST_URN}


def add() -> dict[str, Any]:
    """The other years: a level a year for each school, gone by, and a case for each in turn, closed."""
    from trellis.casework.models import CaseStep, LevelStep

    for year in range(1, YEARS):
        at = datetime.now(UTC) - timedelta(days=365 * year)
        _levels(at=at, ends="superseded")
        _cases(range(SCHOOLS), at=at, steps=len(CASE_STEPS))
    return {"level_steps": LevelStep.objects.count(), "case_steps": CaseStep.objects.count()}


def written() -> dict[str, Any]:
    """The comments that `case_visits` sent, as they are kept. Raises where one is kept twice."""
    from trellis.casework.models import CaseComment

    words = list(
        CaseComment.objects.filter(words__startswith="written at once").values_list("words", flat=True)
    )
    if len(set(words)) != len(words):
        sys.exit("a comment that was sent twice is kept twice")
    return {"words": words}


def _people() -> Iterator[dict[str, Any]]:
    from django.conf import settings
    from django.test import Client

    from trellis.accounts.actions import accounts

    for role, how_many in {"sia": 18, "headteacher": 12, "spa": 6, "ssa": 5, "sitl": 4, "pa": 5}.items():
        for number in range(how_many):
            user = accounts.open_account(
                email=f"{role}-{number}@bench.example",
                name=f"{role} {number}",
                password=f"bench-{role}-{number}",
            )
            urns = tuple(range(FIRST_URN, FIRST_URN + OPEN))
            if role in ("spa", "ssa"):
                urns = tuple(urn for urn in urns if (urn % 6 == 0) == (role == "ssa"))
            if role in ("sia", "headteacher"):
                urns = tuple(
                    FIRST_URN + (number * 3 + each) % OPEN for each in range(12 if role == "sia" else 1)
                )
            accounts.give_posts(
                user=user,
                role=role,
                authority_code=AUTHORITY,
                from_date=date(2026, 9, 1),
                urns=urns if role in ("sia", "headteacher") else (),
            )
            client = Client()
            client.force_login(user, backend="trellis.accounts.sign_in.EmailBackend")
            cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
            yield {"role": role, "cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}", "urns": urns}


def _user() -> Any:
    from trellis.accounts.models import User

    return User.objects.get(email="pa-0@bench.example")


def _levels(*, at: datetime, ends: str) -> None:
    from trellis.casework.models import Answer, LevelStep, Proposal

    by = _user()
    made = Proposal.objects.bulk_create(
        Proposal(
            authority_id=AUTHORITY,
            school_id=FIRST_URN + number,
            level=2 if number < OPEN else 1,
            reasons="Absence has been high for two years. " * 5,
            by=by,
            at=at,
        )
        for number in range(SCHOOLS)
    )
    steps = [*LEVEL_STEPS, *([("supersede", "superseded", {})] if ends == "superseded" else [])]
    LevelStep.objects.bulk_create(
        [
            LevelStep(
                proposal=each,
                number=number,
                name=name,
                state=state,
                details={"from": at.date().isoformat()} if name == "take_effect" else details,
                by=by,
                at=at,
            )
            for each in made
            for number, (name, state, details) in enumerate(steps, start=1)
        ],
        batch_size=500,
    )
    Answer.objects.bulk_create(
        [
            Answer(proposal=each, party=party, position="agrees", said="", criteria=[], by=by, at=at)
            for each in made
            for party in ("headteacher", "chair")
        ],
        batch_size=500,
    )


def _cases(numbers: range, *, at: datetime, steps: int) -> None:
    from trellis.casework.models import (
        Assignment,
        Case,
        CaseComment,
        CaseStep,
        Condition,
        ConditionText,
        Objective,
        ObjectiveText,
        Plan,
        PlanOfAction,
        Progress,
        TaskGroup,
        Version,
        VersionStep,
        Visit,
    )

    who: dict[str, Any] = {"by": _user(), "at": at}
    day = at.date()
    cases = Case.objects.bulk_create(
        Case(
            authority_id=AUTHORITY,
            school_id=FIRST_URN + number,
            source="data",
            source_name="Published data",
            seen="Absence is high. " * 10,
            seen_on=day,
            level=2,
            **who,
        )
        for number in numbers
    )
    due = {"visit_due": (day + timedelta(days=14)).isoformat(), "days": 10, "basis": "school_days"}
    CaseStep.objects.bulk_create(
        [
            CaseStep(
                case=each,
                number=number,
                name=name,
                state=state,
                details=due if number == 1 else {},
                **who,
            )
            for each in cases
            for number, (name, state) in enumerate(CASE_STEPS[:steps], start=1)
        ],
        batch_size=500,
    )
    Assignment.objects.bulk_create([Assignment(case=each, adviser=who["by"], **who) for each in cases])
    Visit.objects.bulk_create(
        [
            Visit(
                case=each,
                purpose="confirm",
                held_on=day,
                head="Ada Lovell",
                chair="Ben Marsh",
                found=True,
                note="We walked the school. " * 40,
                **who,
            )
            for each in cases
        ],
        batch_size=300,
    )
    line = {"what": "Plan weekly", "owner_school": "Ada", "support": "", "by_when": day.isoformat()}
    PlanOfAction.objects.bulk_create(
        [PlanOfAction(case=each, revision=1, lines=[line] * 5, **who) for each in cases]
    )
    CaseComment.objects.bulk_create(
        [CaseComment(case=each, words=f"Comment {n}", **who) for each in cases for n in range(3)]
    )
    plans = Plan.objects.bulk_create([Plan(case=each, **who) for each in cases])
    versions = Version.objects.bulk_create([Version(plan=each, number=1, **who) for each in plans])
    VersionStep.objects.bulk_create(
        [
            VersionStep(version=each, number=number, name=name, state=state, **who)
            for each in versions
            for number, (name, state) in enumerate((("draft", "draft"), ("activate", "active")), start=1)
        ]
    )
    objectives = Objective.objects.bulk_create(
        [Objective(plan=each, number=number, **who) for each in plans for number in range(1, 6)]
    )
    of_plan = {version.plan_id: version for version in versions}
    ObjectiveText.objects.bulk_create(
        [
            ObjectiveText(
                objective=each,
                version=of_plan[each.plan_id],
                revision=1,
                area="Quality of education",
                what="Mathematics improves in every year group.",
                lever="Planning together",
                baseline="Behind in four year groups",
                target="Behind in none",
                success_test="Books show it",
                owner_school="Ada Lovell",
                owner_authority="An adviser",
                brokering="none_needed",
                **who,
            )
            for each in objectives
        ],
        batch_size=200,
    )
    Progress.objects.bulk_create(
        [
            Progress(
                objective=each,
                version=of_plan[each.plan_id],
                seen_on=day,
                rating="on_track",
                words="Books were seen. " * 5,
                evidence="A book look",
                at_school=False,
                **who,
            )
            for each in objectives
            for _ in range(3)
        ],
        batch_size=300,
    )
    conditions = Condition.objects.bulk_create([Condition(plan=each, number=1, **who) for each in plans])
    ConditionText.objects.bulk_create(
        [
            ConditionText(
                condition=each, version=of_plan[each.plan_id], revision=1, words="Two secure terms.", **who
            )
            for each in conditions
        ]
    )
    TaskGroup.objects.bulk_create([TaskGroup(case=each, **who) for each in cases])


def main(what: str) -> None:
    import django
    from django.db import transaction

    django.setup()
    if what == "make":
        from trellis.screening import tables

        tables.bring_up_to_date()
    with transaction.atomic():
        told = {"make": make, "add": add, "written": written}[what]()
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1])
