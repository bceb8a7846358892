"""What somebody has in hand of a note: kept for them alone, whatever becomes of the visit meanwhile."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests import builders
from tests.visits import acting
from trellis.activity.models import Event
from trellis.casework.actions.taking import CannotTake
from trellis.schools import chronology
from trellis.visits.actions import in_hand, notes
from trellis.visits.models import InHand
from trellis.visits.queries import in_hand as kept

AT = acting.AT
WORDS = {"met": "Hanna Head", "action1-by": "some time in Jan"}


def test_the_newest_words_take_the_place_of_those_before_and_come_back_as_they_were_typed() -> None:
    file, adviser = acting.held(), acting.adviser()
    events = Event.objects.count()
    in_hand.keep(file, seen=0, words={"met": "Han"}, by=adviser, at=AT)
    in_hand.keep(file, seen=0, words=WORDS, by=adviser, at=AT + timedelta(minutes=1))
    found = kept.of(file, by=adviser)
    assert found is not None
    assert (found.words, found.at) == (WORDS, AT + timedelta(minutes=1))
    assert InHand.objects.count() == 1
    assert Event.objects.count() == events  # no act of anybody’s: nothing is recorded yet
    in_hand.forget(file, by=adviser)
    assert kept.of(file, by=adviser) is None


def test_they_are_of_one_person_and_others_are_told_of_lately_and_by_name_alone() -> None:
    file, adviser, leader = acting.held(), acting.adviser(), acting.leader()
    in_hand.keep(file, seen=0, words=WORDS, by=adviser, at=AT)
    assert kept.of(file, by=leader) is None
    (writer,) = kept.others(file, besides=leader, at=AT + timedelta(minutes=14))
    assert (writer.name, writer.at) == ("Sia Adler", AT)
    assert kept.others(file, besides=adviser, at=AT) == ()
    assert kept.others(file, besides=leader, at=AT + timedelta(minutes=16)) == ()
    in_hand.forget(file, by=leader)
    assert kept.of(file, by=adviser) is not None


def test_nobody_loses_words_because_the_visit_went_on_meanwhile() -> None:
    file, adviser = acting.drafted(), acting.adviser()
    notes.share(file, seen=1, reply_by=acting.TODAY + timedelta(days=7), by=acting.leader(), at=AT)
    in_hand.keep(file, seen=1, words=WORDS, by=adviser, at=AT)
    assert kept.of(file, by=adviser) is not None


@pytest.mark.parametrize("role", ["spa", "headteacher", "chair", "director", "auditor", "data_officer"])
def test_whoever_does_not_write_in_the_note_has_nothing_in_hand(role: str) -> None:
    file = acting.held()
    urns = (builders.BEECH,) if role in ("headteacher", "chair") else ()
    for user in (
        builders.person(role, urns=urns),
        acting.other_adviser(),
        builders.person("pa", authority="802"),
    ):
        with pytest.raises(PermissionDenied):
            in_hand.keep(file, seen=0, words=WORDS, by=user, at=AT)


def test_what_is_longer_than_any_note_is_refused_in_words() -> None:
    with pytest.raises(CannotTake, match="longer than can be kept as you write"):
        in_hand.keep(
            acting.held(), seen=0, words={"met": "a" * (in_hand.MOST + 1)}, by=acting.adviser(), at=AT
        )
    assert InHand.objects.count() == 0


def test_no_chronology_tells_of_what_is_in_hand() -> None:
    in_hand.keep(acting.held(), seen=0, words={"met": "Not yet to be said"}, by=acting.adviser(), at=AT)
    assert "Not yet to be said" not in str(chronology.of(acting.school()).acts)
