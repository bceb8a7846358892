"""A final note of visit nominates the practice that it tells of, where the school agreed to share it."""

from datetime import timedelta
from typing import Any

import pytest

from tests.practice import acting as practice
from tests.visits import acting
from trellis.accounts.models import User
from trellis.activity.models import Event
from trellis.practice.actions import steps
from trellis.practice.actions.seen_on_visits import called
from trellis.practice.models import Entry, Origin
from trellis.practice.queries import due, entries
from trellis.practice.queries.entries import EntryFile
from trellis.visits.actions import notes
from trellis.visits.models import Consent, Purpose
from trellis.visits.queries.visits import VisitFile
from trellis.workflow import TransitionRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
AT, TODAY = acting.AT, acting.TODAY
PRACTICE = "Paired reading across year groups: pupils who took part read more at home."


def told(**more: Any) -> dict[str, Any]:
    given = {"practice": PRACTICE, "practice_area": "Early reading", "consent": Consent.YES, **more}
    return {"said": acting.content(**given), "purpose": Purpose.SUMMER}


def finished(*, by: User | None = None, **more: Any) -> VisitFile:
    file = acting.shared(**told(**more))
    file = notes.correct(file, by=acting.head(), at=AT)
    return notes.finish(file, by=by or acting.adviser(), at=AT)


def made() -> list[EntryFile]:
    return entries.of_school(acting.school(), today=TODAY)


def test_a_final_note_nominates_the_practice_that_the_school_agreed_to_share() -> None:
    file = acting.shared(**told())
    assert made() == []  # its facts are not checked yet
    file = notes.correct(file, by=acting.head(), at=AT)
    notes.finish(file, by=acting.adviser(), at=AT)
    (entry,) = made()
    assert (entry.entry.origin, entry.entry.visit_id) == (Origin.VISIT, file.visit.pk)
    assert entry.entry.by == acting.adviser()
    assert entry.wording.title == "Paired reading across year groups"
    assert entry.wording.what == PRACTICE
    assert (entry.wording.areas, entry.wording.phases) == (["early-reading"], ["primary"])
    assert entry.state == "nominated"
    assert [each.what for each in due.of_entry(entry)] == [
        "Consent to an entry of good practice, or decline: Paired reading across year groups"
    ]
    assert Event.objects.filter(verb="practice_nominated", urn=file.visit.school_id).count() == 1


def test_a_note_that_stays_as_it_is_nominates_too() -> None:
    file = notes.challenge(acting.shared(**told()), reasons="It was year 4.", by=acting.head(), at=AT)
    notes.keep(file, reasons="The books say year 3.", by=acting.adviser(), at=AT)
    assert len(made()) == 1


@pytest.mark.parametrize("consent", [Consent.NO, Consent.NOT_ASKED])
def test_practice_that_the_school_did_not_agree_to_share_is_not_nominated(consent: str) -> None:
    finished(consent=consent)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("practice", ["None was seen.", "Nothing yet", "No practice seen this term."])
def test_that_none_was_seen_is_not_nominated(practice: str) -> None:
    finished(practice=practice)
    assert not Entry.objects.exists()


def test_a_correction_by_which_the_school_agrees_nominates_once() -> None:
    file = finished(consent=Consent.NOT_ASKED)
    yes = told()["said"]
    file = notes.amend(file, seen=3, content=yes, reasons="Asked since.", by=acting.adviser(), at=AT)
    assert len(made()) == 1
    again = told(practice=PRACTICE + " Seen twice.")["said"]
    notes.amend(file, seen=4, content=again, reasons="Seen again.", by=acting.adviser(), at=AT)
    assert len(made()) == 1


def test_what_was_nominated_by_hand_from_the_visit_is_not_nominated_again() -> None:
    file = notes.correct(acting.shared(**told()), by=acting.head(), at=AT)
    practice.nominated(visit=file.visit, by=acting.adviser())
    notes.finish(file, by=acting.adviser(), at=AT)
    assert len(made()) == 1


def test_practice_whose_area_is_not_known_is_nominated_and_consented_to_once_its_words_say_it() -> None:
    finished(practice_area="Quiddities", practice="Something that has no name.")
    (entry,) = made()
    assert entry.wording.areas == []
    assert "its area of practice" in entry.wording.lacks
    with pytest.raises(TransitionRefused, match="its area of practice"):
        steps.take(entry, "consent", reasons="We agree.", by=practice.head(), at=AT)


def test_the_writer_of_the_note_nominates_it_though_somebody_else_makes_it_final() -> None:
    finished(by=acting.principal())
    (entry,) = made()
    assert entry.entry.by == acting.adviser()


def test_a_writer_who_has_left_nominates_nothing_and_who_makes_it_final_does() -> None:
    file = notes.correct(acting.shared(**told()), by=acting.head(), at=AT)
    acting.adviser().posts.update(to_date=TODAY - timedelta(days=1))
    notes.finish(file, by=acting.principal(), at=AT)
    (entry,) = made()
    assert entry.entry.by == acting.principal()


def test_a_long_beginning_is_called_by_its_first_words() -> None:
    title = called("Reading " * 40)
    assert len(title) <= 120
    assert title.endswith("Reading…")
    assert called("One line. And more.") == "One line"
    assert called(": odd") == ": odd"
