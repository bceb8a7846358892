"""Who may take which step of a warning notice, and what becomes of two who take one at once."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tests import builders
from tests.at_once import told
from tests.interventions import acting
from trellis.activity.append_only import CannotChange
from trellis.activity.models import Event, Verb
from trellis.casework.actions.taking import CannotTake
from trellis.interventions.actions import following, notices
from trellis.interventions.actions.notices import CannotConsider
from trellis.interventions.models import Draft, Giving, Notice, NoticeStep
from trellis.interventions.queries import notices as kept
from trellis.schools.models import Interest
from trellis.schools.standing_aside import StandsAside
from trellis.workflow import TransitionRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]


@pytest.mark.parametrize(
    "role",
    [
        "sia",
        "sitl",
        "data_officer",
        "director",
        "leadership_team",
        "executive_member",
        "headteacher",
        "chair",
    ],
)
def test_only_those_who_write_notices_consider_one(role: str) -> None:
    with pytest.raises(PermissionDenied):
        acting.considered(
            by=builders.person(role, urns=(builders.OAK,) if role in ("sia", "headteacher", "chair") else ())
        )
    assert Notice.objects.count() == 0


def test_a_senior_adviser_of_another_phase_or_authority_and_somebody_with_an_interest_do_not() -> None:
    for who in (builders.person("spa"), builders.person("pa", authority="802")):
        with pytest.raises(PermissionDenied):
            acting.considered(by=who)
    aside = acting.senior()
    Interest.objects.create(
        school=acting.school(),
        user=aside,
        kind="child",
        reason="A child there.",
        from_date=acting.TODAY,
        by=aside,
        at=acting.AT,
    )
    acting.principal()
    with pytest.raises(StandsAside, match=r"Pa .*could do it"):
        acting.considered(by=aside)


def test_a_senior_adviser_does_not_give_a_notice_nor_judge_its_compliance() -> None:
    file = acting.checked()
    with pytest.raises(TransitionRefused, match="is for the principal adviser or the director"):
        acting.give(file, by=builders.person("ssa", email="other@example.org"))
    late, at = acting.later(acting.running(builders.BEECH), days=60)
    with pytest.raises(TransitionRefused, match="is for the principal adviser or the director"):
        notices.fail(late, reasons="No.", by=acting.senior(builders.BEECH), at=at)


def test_what_is_sent_twice_or_late_is_kept_once_and_told() -> None:
    file = acting.checked()
    acting.give(file)
    with pytest.raises(CannotTake, match="Somebody else has taken this notice a step further"):
        acting.give(file, by=acting.director())
    with pytest.raises(CannotConsider, match="under way already"):
        acting.considered()
    assert Giving.objects.count() == 1


def test_nothing_of_a_notice_is_changed_and_the_database_holds_it_to_what_it_must_state() -> None:
    file = acting.given()
    assert file.giving is not None
    file.giving.matters = "Other."
    with pytest.raises(CannotChange):
        file.giving.save()
    with pytest.raises(CannotChange):
        NoticeStep.objects.all().delete()
    row = file.drafts[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.create(
            **{
                field.name: getattr(row, field.name)
                for field in Draft._meta.concrete_fields
                if field.name not in ("id", "matters", "revision")
            },
            revision=2,
            matters="",
        )


def test_before_it_is_given_the_school_and_the_trail_of_the_school_know_nothing_of_it() -> None:
    acting.checked()
    assert Event.objects.filter(verb=Verb.NOTICE_MOVED, urn=builders.OAK).count() == 0
    assert Event.objects.filter(verb=Verb.NOTICE_MOVED, urn=None).count() == 3
    assert NoticeStep.objects.filter(told=True).count() == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_at_once_one_does_and_the_other_is_told() -> None:
    file = acting.checked()
    principal, director = acting.principal(), acting.director()
    came = told([lambda: acting.give(file, by=principal), lambda: acting.give(file, by=director)])
    assert came.count("done") == 1
    assert Giving.objects.count() == 1
    assert any(
        "Somebody else has taken" in each or "database" in each.lower() for each in came if each != "done"
    )


@pytest.mark.django_db(transaction=True)
def test_a_notice_given_while_the_secretary_of_state_s_is_recorded_does_not_stand() -> None:
    file = acting.checked()
    principal, senior = acting.principal(), acting.senior()
    told(
        [
            lambda: acting.give(file, by=principal),
            lambda: following.record_secretarys(
                school=acting.school(), given_on=acting.TODAY, about="Standards.", by=senior, at=acting.AT
            ),
        ]
    )
    found = kept.one(file.notice.pk, school=file.notice.school, today=acting.TODAY)
    assert found is not None
    assert not found.is_in_force
