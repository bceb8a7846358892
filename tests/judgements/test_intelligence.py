"""Soft intelligence is read by few, each reading kept; it mounts up to a task and never to a level."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests import builders
from tests.judgements import acting
from trellis.activity.models import Event, Verb
from trellis.judgements.actions import intelligence as actions
from trellis.judgements.models import Entry
from trellis.judgements.queries import intelligence as kept
from trellis.schools.models import School

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]


def due(on: date = acting.TODAY) -> list[tuple[int, int]]:
    found = kept.reviews_due(School.objects.filter(authority_id="801"), on=on)
    return [(each.school.pk, len(each.entries)) for each in found]


def test_the_third_corroborated_entry_within_twelve_months_asks_for_a_review_and_makes_no_level() -> None:
    before = dict(acting.screened().results.values_list("school_id", "level"))
    acting.heard("The head shouts.", on=acting.TODAY - timedelta(days=300))
    acting.heard("Staff are leaving.")
    acting.heard("Nobody answers letters.", borne_out="")
    assert due() == []
    acting.heard("Two governors have gone.")
    assert due() == [(builders.BEECH, 3)]
    after = acting.screened(at=acting.AT + timedelta(hours=1))
    assert dict(after.results.values_list("school_id", "level")) == before


def test_an_entry_that_is_borne_out_later_counts_from_then() -> None:
    for said in ("One.", "Two."):
        acting.heard(said)
    third = acting.heard("Three.", borne_out="")
    assert due() == []
    actions.corroborate(third, how="The chair said the same.", by=acting.adviser(), at=acting.AT)
    assert due() == [(builders.BEECH, 3)]
    with pytest.raises(actions.CannotLog, match="already"):
        actions.corroborate(third, how="And again.", by=acting.adviser(), at=acting.AT)


def test_a_review_ends_the_asking_until_more_is_borne_out() -> None:
    entries = [acting.heard(said) for said in ("One.", "Two.", "Three.")]
    seen = tuple(entry.pk for entry in entries)
    made = actions.review(
        school=acting.school(),
        seen=seen,
        outcome="visit",
        decided="We go on Tuesday.",
        by=builders.person("spa"),
        at=acting.AT,
    )
    assert made.entries == sorted(seen)
    assert due() == []
    acting.heard("Four.")
    assert due() == [(builders.BEECH, 4)]


def test_what_was_logged_while_somebody_reviewed_was_not_looked_at() -> None:
    entries = [acting.heard(said) for said in ("One.", "Two.", "Three.")]
    acting.heard("Meanwhile.")
    actions.review(
        school=acting.school(),
        seen=tuple(entry.pk for entry in entries),
        outcome="watch",
        decided="Keep an eye on it.",
        by=acting.adviser(),
        at=acting.AT,
    )
    assert due() == [(builders.BEECH, 4)]


def test_what_had_not_been_logged_by_a_day_asks_for_nothing_on_it() -> None:
    for said in ("One.", "Two.", "Three."):
        acting.heard(said, on=acting.TODAY - timedelta(days=5))
    assert due(acting.TODAY - timedelta(days=1)) == []
    assert due(acting.TODAY) == [(builders.BEECH, 3)]


def test_each_reading_is_kept_and_those_who_may_not_read_are_told_how_many() -> None:
    acting.heard("One.")
    reader = builders.person("auditor")
    assert [e.said for e in actions.read(school=acting.school(), by=reader, at=acting.AT)] == ["One."]
    event = Event.objects.get(verb=Verb.RESTRICTED_READ)
    assert (event.by, event.urn) == (reader, builders.BEECH)
    for by in (acting.head(), acting.chair(), builders.person("data_officer"), acting.adviser(builders.OAK)):
        with pytest.raises(PermissionDenied):
            actions.read(school=acting.school(), by=by, at=acting.AT)
    assert Event.objects.filter(verb=Verb.RESTRICTED_READ).count() == 1
    assert kept.held_about(acting.school(), on=acting.TODAY) == (("Leadership and governance", 1),)


@pytest.mark.parametrize("role", ["headteacher", "chair", "data_officer", "auditor", "leadership_team"])
def test_whoever_may_not_log_logs_nothing(role: str) -> None:
    urns = (builders.BEECH,) if role in ("headteacher", "chair") else ()
    with pytest.raises(PermissionDenied):
        acting.heard("One.", by=builders.person(role, urns=urns))
    assert not Entry.objects.exists()


def test_only_advisers_review() -> None:
    entry = acting.heard("One.")
    for role in ("sitl", "director", "auditor"):
        with pytest.raises(PermissionDenied):
            actions.review(
                school=acting.school(),
                seen=(entry.pk,),
                outcome="watch",
                decided="Wait.",
                by=builders.person(role),
                at=acting.AT,
            )
