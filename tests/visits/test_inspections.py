"""An inspection from the day it is notified to its next steps; what is under embargo, and who is told nothing of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests import builders
from tests.visits import acting
from tests.visits.test_visits import ROLES, declared, somebody
from trellis.accounts import access
from trellis.activity.confidentiality import Confidentiality
from trellis.activity.models import Event, Verb
from trellis.analysis.judging import pack_reading
from trellis.analysis.judging.process import Clock, Process
from trellis.calendars import queries as calendars
from trellis.casework import rules as pack_rules
from trellis.casework.actions.taking import CannotTake
from trellis.casework.rules import Rules
from trellis.schools import chronology
from trellis.schools.standing_aside import StandsAside
from trellis.visits import clocks, outcome
from trellis.visits.actions import inspections
from trellis.visits.actions.inspections import CannotRecord
from trellis.visits.models import Framework, Inspection, NextStepDone, Provisional, Published
from trellis.visits.outcome import BY_AREA, UNGRADED, Said
from trellis.visits.queries import inspections as kept
from trellis.visits.queries.inspections import NOTHING
from trellis.workflow import TransitionRefused

AT, TODAY = acting.AT, acting.TODAY
WORKS = {"spa", "pa"}  # of a primary school
READS = {"spa", "pa", "director", "auditor"}


@pytest.mark.parametrize("role", ROLES)
def test_an_inspection_is_notified_by_those_who_write_notes_alone(role: str) -> None:
    if role in ("sia", "sitl", "spa", "pa"):
        assert acting.notified(by=somebody(role)).state == "notified"
        return
    with pytest.raises(PermissionDenied):
        acting.notified(by=somebody(role))
    assert not Inspection.objects.exists()


def test_an_inspection_that_is_notified_twice_is_kept_once_and_its_days_hang_together() -> None:
    assert acting.notified().inspection == acting.notified().inspection
    for more, said in (
        ({"kind": "tea"}, "what kind of inspection"),
        ({"notified_on": TODAY + timedelta(days=1)}, "after today"),
        ({"notified_on": date(2020, 1, 1)}, "too long ago"),
        ({"begins_on": TODAY - timedelta(days=1)}, "begins on the day it was notified, or after it"),
    ):
        with pytest.raises(CannotTake, match=said):
            acting.notified(**more)
    with pytest.raises(PermissionDenied):
        acting.notified(by=builders.person("pa", authority="802"))


STEPS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "assign": (acting.notified, {"representative": None}),
    "attend": (acting.assigned, {"attended": True, "notes": "All well."}),
    "provisional": (acting.attended, {"said": acting.report_card()}),
    "publish": (
        acting.attended,
        {"said": acting.report_card(), "published_on": TODAY, "link": acting.REPORT},
    ),
    "enter_again": (
        acting.published,
        {
            "said": acting.report_card(summary="Other."),
            "published_on": TODAY,
            "link": acting.REPORT,
            "reasons": "A slip.",
        },
    ),
    "do": (acting.published, {"number": 1, "needed": True, "done_on": TODAY, "words": "We met."}),
    "withdraw": (acting.notified, {"reasons": "Put off."}),
}


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("role", ROLES)
def test_a_step_is_taken_by_those_who_see_inspections_through_alone(name: str, role: str) -> None:
    begun, given = STEPS[name]
    file = begun()
    if "representative" in given:
        given = {"representative": acting.senior()}
    user = somebody(role)
    before = Event.objects.count()
    if role in WORKS:
        getattr(inspections, name)(file, **given, by=user, at=AT)
        assert Event.objects.count() > before
        return
    with pytest.raises(PermissionDenied):
        getattr(inspections, name)(file, **given, by=user, at=AT)
    assert Event.objects.count() == before


def test_neither_a_second_authority_nor_somebody_with_an_interest_takes_a_step() -> None:
    file = acting.attended()
    given: dict[str, Any] = {"said": acting.report_card(), "at": AT}
    with pytest.raises(PermissionDenied):
        inspections.provisional(file, by=builders.person("pa", authority="802"), **given)
    declared(acting.principal())
    with pytest.raises(StandsAside):
        inspections.provisional(file, by=acting.principal(), **given)


def test_the_representative_may_read_what_is_under_embargo_and_has_no_interest() -> None:
    file = acting.notified()
    with pytest.raises(CannotTake, match="may read what is under embargo"):
        inspections.assign(file, representative=acting.adviser(), by=acting.senior(), at=AT)
    declared(acting.principal())
    with pytest.raises(CannotTake, match="has an interest"):
        inspections.assign(file, representative=acting.principal(), by=acting.senior(), at=AT)
    file = inspections.assign(file, representative=acting.senior(), by=acting.senior(), at=AT)
    with pytest.raises(CannotTake, match="assigned already"):
        inspections.assign(file, representative=acting.senior(), by=acting.senior(), at=AT)
    other = builders.person("spa", name="Other Senior", email="other-spa@example.org")
    with pytest.raises(CannotTake, match="Say why somebody else goes"):
        inspections.assign(file, representative=other, by=acting.senior(), at=AT)
    moved = inspections.assign(file, representative=other, reasons="Ill.", by=acting.senior(), at=AT)
    assert moved.representative == other


def test_feedback_says_what_was_heard_or_why_nobody_went_and_not_before_the_inspection_begins() -> None:
    file = acting.assigned()
    for attended, said in ((True, "Write what was heard"), (False, "Say why nobody attended")):
        with pytest.raises(CannotTake, match=said):
            inspections.attend(file, attended=attended, notes="", by=acting.senior(), at=AT)
    early = acting.notified(kind="monitoring", begins_on=TODAY + timedelta(days=2))
    early = inspections.assign(early, representative=acting.senior(), by=acting.senior(), at=AT)
    with pytest.raises(CannotTake, match="has not begun"):
        inspections.attend(early, attended=True, notes="Well.", by=acting.senior(), at=AT)


@pytest.mark.parametrize("role", ROLES)
def test_what_is_under_embargo_is_read_by_named_roles_and_each_reading_is_kept(role: str) -> None:
    file, user = acting.provisional(), somebody(role)
    held = access.of(user, on=TODAY)
    before = Event.objects.filter(verb=Verb.RESTRICTED_READ).count()
    read = kept.embargoed(file, by=user, held=held, at=AT)
    readings = Event.objects.filter(verb=Verb.RESTRICTED_READ).count() - before
    if role in READS:
        assert read.feedback is not None
        assert [row.summary for row in read.provisional] == [acting.SECRET]
        assert readings == 1
        assert kept.state_told(file, embargoed=True) == "Provisional outcome held"
    else:
        assert read == NOTHING
        assert readings == 0
        assert not kept.reads_embargoed(user, held, school=acting.school(), on=TODAY)
        assert kept.state_told(file, embargoed=False) == "Waiting for the report"


def test_the_embargo_reaches_no_second_authority_and_nobody_with_an_interest() -> None:
    file = acting.provisional()
    declared(acting.principal())
    for user in (builders.person("pa", authority="802"), acting.principal()):
        assert kept.embargoed(file, by=user, held=access.of(user, on=TODAY), at=AT) == NOTHING


def test_all_that_the_chronology_tells_of_a_provisional_outcome_is_embargoed_also_once_it_is_published() -> (
    None
):
    file = acting.provisional()
    inspections.publish(
        file,
        said=acting.report_card(),
        published_on=TODAY,
        link=acting.REPORT,
        by=acting.senior(),
        at=AT + timedelta(hours=1),
    )
    acts = chronology.of(acting.school()).acts
    telling = [act for act in acts if acting.SECRET in str(act) or "rovisional outcome" in str(act)]
    assert telling
    assert {act.confidentiality for act in telling} == {Confidentiality.EMBARGOED}
    told = [act for act in acts if "As expected in every area." in str(act)]
    assert {act.confidentiality for act in told} == {Confidentiality.SCHOOL_AND_AUTHORITY}
    subjects = " ".join(Event.objects.values_list("subject", flat=True))
    for secret in (acting.SECRET, "urgent_improvement", "Urgent", "requires_significant"):
        assert secret not in subjects


def test_a_provisional_outcome_is_told_again_as_a_row_of_its_own_and_the_same_is_kept_once() -> None:
    file = acting.provisional()
    changed = acting.report_card(summary="They looked again.")
    again = inspections.provisional(file, said=changed, by=acting.senior(), at=AT)
    same = inspections.provisional(again, said=changed, by=acting.senior(), at=AT)
    assert len(same.steps) == len(again.steps)
    assert [row.number for row in Provisional.objects.all()] == [1, 2]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"inclusion": ""}, "inclusion"),
        ({"inclusion": "good"}, "inclusion"),
        ({"safeguarding": "perhaps"}, "safeguarding"),
        ({"summary": " "}, "summary"),
    ],
)
def test_an_outcome_by_area_is_whole_and_in_the_words_of_the_report_card(
    changes: dict[str, str], field: str
) -> None:
    with pytest.raises(CannotRecord) as refused:
        inspections.provisional(
            acting.attended(), said=acting.report_card(**changes), by=acting.senior(), at=AT
        )
    assert [key for key, _ in refused.value.problems] == [field]
    assert not Provisional.objects.exists()


def test_a_published_outcome_has_its_day_and_its_address() -> None:
    file = acting.attended()
    with pytest.raises(CannotRecord) as refused:
        inspections.publish(
            file,
            said=acting.report_card(),
            published_on=TODAY + timedelta(days=1),
            link="here",
            by=acting.senior(),
            at=AT,
        )
    assert [key for key, _ in refused.value.problems] == ["published_on", "link"]
    with pytest.raises(CannotRecord, match="before the inspection began"):
        inspections.publish(
            file,
            said=acting.report_card(),
            published_on=TODAY - timedelta(days=1),
            link=acting.REPORT,
            by=acting.senior(),
            at=AT,
        )


def test_an_outcome_without_grades_needs_none() -> None:
    said = Said(framework=Framework.UNGRADED, grades={"inclusion": "strong_standard"}, summary="Improving.")
    file = acting.published(said=said)
    assert file.outcome is not None
    assert file.outcome.grades == {}
    assert not said.is_concern


def test_the_usual_next_steps_have_their_days_by_the_calendar_of_the_school() -> None:
    file = acting.published()
    assert file.state == "next_steps"
    assert [(each.step.clock, each.step.due) for each in file.next_steps] == [
        ("inspection-meet", date(2026, 11, 27)),
        ("inspection-letter", date(2026, 12, 4)),
        ("inspection-level", date(2026, 12, 4)),
        ("inspection-plan", date(2026, 12, 18)),
    ]


def test_a_category_of_concern_and_safeguarding_that_is_not_met_ask_for_more_and_sooner() -> None:
    said = acting.report_card(
        leadership_and_governance="urgent_improvement",
        safeguarding="not_met",
        category_of_concern="special_measures",
    )
    steps = [(each.step.clock, each.step.due) for each in acting.published(said=said).next_steps]
    assert steps[0] == ("inspection-safeguarding-act", date(2026, 11, 24))
    assert ("inspection-concern-decide", date(2026, 11, 27)) in steps
    assert len(steps) == 6


def test_a_pack_that_says_what_follows_takes_the_place_of_what_is_usual(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ring = Clock(
        id="inspection-ring",
        name="Ring the head",
        days=1,
        basis="calendar_days",
        counted_from="the report is out",
    )
    pack = Rules(pack="p", process=Process(), clocks=(ring,))
    monkeypatch.setattr(pack_rules, "of", lambda code: pack)
    steps = acting.published().next_steps
    assert [(each.step.what, each.step.due) for each in steps] == [
        ("Ring the head", TODAY + timedelta(days=1))
    ]
    assert steps[0].step.counted == "1 day, counted from the day on which the report is out"
    check = replace(clocks.CHECK, days=2)
    assert clocks.of(Rules(pack="p", process=Process(), clocks=(check,)), clocks.CHECK).days == 2


@given(st.dates(date(2025, 9, 1), date(2027, 6, 1)), st.booleans(), st.booleans())
def test_no_next_step_is_due_before_the_outcome_is_published_and_they_come_in_order(
    day: date, concern: bool, safeguarding: bool
) -> None:
    entered = calendars.Entered(years=(), closed=(), inset=None)
    calendar = calendars.calendar_from(entered, urn=None, on=day)
    steps = clocks.next_steps(
        Rules(pack="", process=Process(), clocks=()),
        published_on=day,
        calendar=calendar,
        concern=concern,
        safeguarding=safeguarding,
    )
    assert [step.due for step in steps] == sorted(step.due for step in steps)
    assert all(step.due > day and calendar.is_working_day(step.due) for step in steps)
    assert len(steps) == 4 + concern + safeguarding


grades = st.fixed_dictionaries(
    {area.id: st.sampled_from(["", *dict(area.grades)]) for area in (*BY_AREA, *UNGRADED)}
)


@given(grades, st.sampled_from(Framework.values), st.text(max_size=5))
def test_an_outcome_is_faulted_exactly_where_something_that_must_be_said_is_not(
    said: dict[str, str], framework: str, summary: str
) -> None:
    made = outcome.tidy(Said(framework=framework, grades=said, summary=summary))
    wanted = {area.id for area in outcome.areas_of(framework) if not area.is_optional}
    lacking = {area for area in wanted if not said[area]} | (set() if summary.strip() else {"summary"})
    assert {key for key, _ in outcome.problems(made)} == lacking
    assert len(outcome.in_words(framework, made.grades)) == len(made.grades)


def test_an_outcome_that_was_entered_wrongly_is_entered_again_with_the_reason_and_both_stay() -> None:
    file = acting.published()
    given: dict[str, Any] = {"published_on": TODAY, "link": acting.REPORT, "by": acting.senior(), "at": AT}
    better = acting.report_card("strong_standard", summary="Strong.")
    with pytest.raises(CannotTake, match="Say why the outcome is entered again"):
        inspections.enter_again(file, said=better, reasons="", **given)
    again = inspections.enter_again(file, said=better, reasons="A slip.", **given)
    assert [row.summary for row in Published.objects.all()] == ["As expected in every area.", "Strong."]
    assert (
        inspections.enter_again(again, said=better, reasons="A slip.", **given).published == again.published
    )
    with pytest.raises(CannotTake, match="a step further"):
        inspections.enter_again(file, said=acting.report_card(summary="Other."), reasons="A slip.", **given)
    with pytest.raises(CannotTake, match="No outcome has been entered yet"):
        inspections.enter_again(acting.notified(kind="urgent"), said=better, reasons="A slip.", **given)


def test_an_inspection_is_closed_once_each_next_step_is_done_or_is_not_needed() -> None:
    file, senior = acting.published(), acting.senior()
    given: dict[str, Any] = {"done_on": TODAY, "by": senior, "at": AT}
    with pytest.raises(TransitionRefused, match="4 next steps are still to be done"):
        inspections.close(file, by=senior, at=AT)
    with pytest.raises(CannotTake, match="Say why this is not needed"):
        inspections.do(file, number=1, needed=False, words="", **given)
    with pytest.raises(CannotTake, match="after today"):
        inspections.do(
            file, number=1, needed=True, words="Met.", done_on=TODAY + timedelta(days=1), by=senior, at=AT
        )
    with pytest.raises(CannotTake, match="no such next step"):
        inspections.do(file, number=9, needed=True, words="Met.", **given)
    for number in range(1, 5):
        file = inspections.do(file, number=number, needed=number != 4, words="As said.", **given)
    inspections.do(file, number=1, needed=True, words="As said.", **given)
    with pytest.raises(CannotTake, match="Stella Senior has marked this next step already"):
        inspections.do(file, number=1, needed=False, words="No.", **given)
    assert NextStepDone.objects.count() == 4
    closed = inspections.close(file, by=senior, at=AT)
    assert closed.state == "closed"
    with pytest.raises(TransitionRefused):
        inspections.withdraw(closed, reasons="Late.", by=senior, at=AT)


def test_a_step_from_where_the_inspection_stood_before_is_refused() -> None:
    old = acting.notified()
    inspections.assign(old, representative=acting.senior(), by=acting.senior(), at=AT)
    with pytest.raises(CannotTake, match="a step further since you opened the page"):
        inspections.withdraw(old, reasons="Put off.", by=acting.senior(), at=AT)


def test_the_database_refuses_a_second_inspection_of_a_kind_on_a_day_and_an_outcome_again_without_why() -> (
    None
):
    file = acting.published()
    row = file.inspection
    with pytest.raises(IntegrityError), transaction.atomic():
        Inspection.objects.create(
            authority_id="801",
            school=row.school,
            kind=row.kind,
            notified_on=TODAY,
            begins_on=TODAY,
            by=row.by,
            at=AT,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Published.objects.create(
            inspection=row,
            number=2,
            framework="ungraded",
            summary="x",
            published_on=TODAY,
            link=acting.REPORT,
            by=row.by,
            at=AT,
        )


def test_the_pack_of_the_report_cards_says_every_day_for_itself_so_that_an_authority_sees_and_changes_it() -> (
    None
):
    pack = pack_reading.load(Path(__file__).parents[2] / "packs" / "reportcard-2025")
    said = {each.id: each for each in pack.clocks}
    for usual in (clocks.NOTE, clocks.CHECK, *clocks.USUAL_NEXT_STEPS):
        mine = said[usual.id]
        assert (mine.name, mine.days, mine.basis, mine.counted_from) == (
            usual.name,
            usual.days,
            usual.basis,
            usual.counted_from,
        )
    assert {each for each in said if each.startswith("inspection-")} == {
        each.id for each in clocks.USUAL_NEXT_STEPS
    }
