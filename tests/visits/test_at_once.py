"""Two people at one visit or inspection at the very same moment: one wins, the other is told, and nothing is lost."""

from datetime import timedelta

import pytest

from tests import at_once
from tests.visits import acting
from trellis.visits.actions import inspections, notes, visits
from trellis.visits.models import InspectionStep, NoteRevision, VisitStep

pytestmark = pytest.mark.django_db(transaction=True)
AT = acting.AT


def test_two_who_save_a_draft_at_once_lose_nothing() -> None:
    file, adviser, leader = acting.drafted(), acting.adviser(), acting.leader()
    told = at_once.told(
        [
            lambda: notes.save(file, seen=1, content=acting.content(met="Mine"), by=adviser, at=AT),
            lambda: notes.save(file, seen=1, content=acting.content(met="Yours"), by=leader, at=AT),
        ]
    )
    assert told.count("done") == 1
    assert any("saved revision 2 since you opened the page" in said for said in told)
    assert NoteRevision.objects.count() == 2


def test_of_two_who_take_a_step_at_once_one_does() -> None:
    file, adviser, leader = acting.booked(), acting.adviser(), acting.leader()
    told = at_once.told(
        [
            lambda: visits.hold(file, held_on=AT.date(), by=adviser, at=AT),
            lambda: visits.cancel(file, reasons="Snow.", by=leader, at=AT),
        ]
    )
    assert told.count("done") == 1
    assert VisitStep.objects.filter(visit=file.visit).count() == 2


def test_the_same_draft_sent_twice_at_once_is_kept_once() -> None:
    file, adviser = acting.drafted(), acting.adviser()
    same = acting.content(met="Both")
    told = at_once.told([lambda: notes.save(file, seen=1, content=same, by=adviser, at=AT)] * 2)
    assert told == ["done", "done"]
    assert NoteRevision.objects.count() == 2


def test_of_two_who_publish_an_outcome_at_once_one_does() -> None:
    file, senior, principal = acting.attended(), acting.senior(), acting.principal()
    told = at_once.told(
        [
            lambda by=by: inspections.publish(  # type: ignore[misc]
                file,
                said=acting.report_card(),
                published_on=AT.date(),
                link=acting.REPORT,
                by=by,
                at=AT + timedelta(seconds=1),
            )
            for by in (senior, principal)
        ]
    )
    assert told.count("done") == 1
    assert InspectionStep.objects.filter(name="publish").count() == 1
