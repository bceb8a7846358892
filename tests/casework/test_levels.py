"""A level is proposed, heard, recorded, ratified by somebody else, and entered in the register; nothing is overwritten."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tests import builders
from tests.casework import acting
from trellis.accounts.roles import Permission
from trellis.accounts.two_people import SamePerson
from trellis.activity.append_only import CannotChange
from trellis.activity.models import Event, Verb
from trellis.casework.actions import levels
from trellis.casework.actions.levels import CannotPropose
from trellis.casework.actions.taking import CannotTake
from trellis.casework.models import Answer, LevelStep, Party, Position, Proposal
from trellis.casework.queries import levels as kept
from trellis.schools.models import School
from trellis.schools.standing_aside import StandsAside
from trellis.workflow import TransitionRefused

pytestmark = pytest.mark.django_db
AT = acting.AT


@pytest.fixture(autouse=True)
def screened() -> None:
    builders.screened()
    builders.screened(authority="802")


def _oak() -> School:
    return School.objects.get(pk=builders.OAK)


def test_a_level_goes_from_a_proposal_to_the_register_by_four_people_and_every_step_is_kept() -> None:
    case = acting.in_force()
    assert case.state == "in_force"
    assert [step.name for step in case.steps] == [
        "propose",
        "share",
        "agree",
        "record",
        "ratify",
        "take_effect",
    ]
    assert kept.standing(School.objects.all(), on=AT.date())[builders.OAK].level == 2
    moved = Event.objects.filter(verb=Verb.LEVEL_MOVED, urn=builders.OAK)
    assert moved.count() == 5  # every step after the first
    assert Event.objects.filter(verb=Verb.LEVEL_ANSWERED, urn=builders.OAK).count() == 2


def test_no_level_is_proposed_for_an_academy() -> None:
    with pytest.raises(CannotPropose, match="raised with its trust"):
        levels.propose(
            school=School.objects.get(pk=builders.ACADEMY),
            level=2,
            reasons="Absence.",
            result=None,
            by=acting.principal(),
            at=AT,
        )


def test_somebody_other_than_the_school_s_adviser_says_why_they_propose() -> None:
    with pytest.raises(CannotPropose, match="own adviser"):
        levels.propose(school=_oak(), level=2, reasons="Absence.", result=None, by=acting.principal(), at=AT)
    case = levels.propose(
        school=_oak(),
        level=2,
        reasons="Absence.",
        result=None,
        by=acting.principal(),
        at=AT,
        why_not_adviser="The post of adviser is vacant.",
    )
    assert case.proposal.why_not_adviser == "The post of adviser is vacant."


def test_one_level_at_a_time_is_under_way_for_a_school() -> None:
    acting.proposed()
    with pytest.raises(CannotPropose, match="under way"):
        acting.proposed()


@pytest.mark.parametrize("role", ["headteacher", "chair", "data_officer", "director", "auditor"])
def test_only_advisers_propose(role: str) -> None:
    urns = (builders.OAK,) if role in ("headteacher", "chair") else ()
    with pytest.raises(PermissionDenied):
        levels.propose(
            school=_oak(),
            level=2,
            reasons="Absence.",
            result=None,
            by=builders.person(role, urns=urns),
            at=AT,
        )


def test_an_adviser_proposes_for_their_own_schools_alone() -> None:
    with pytest.raises(PermissionDenied, match="not one of those"):
        levels.propose(
            school=_oak(), level=2, reasons="Absence.", result=None, by=acting.adviser(builders.ELM), at=AT
        )


def test_nobody_of_another_authority_takes_a_step() -> None:
    stranger = builders.person("pa", authority="802")
    with pytest.raises(PermissionDenied):
        levels.propose(
            school=_oak(),
            level=2,
            reasons="Absence.",
            result=None,
            by=stranger,
            at=AT,
            why_not_adviser="No reason.",
        )
    case = acting.recorded(acting.agreed())
    with pytest.raises(TransitionRefused, match="principal adviser"):
        levels.ratify(
            case, meeting="Theirs", held_on=AT.date(), by=stranger, at=AT, best_interests=acting.INTERESTS
        )


def test_it_is_agreed_when_both_have_been_heard_and_not_before() -> None:
    case = acting.shared()
    case = levels.answer(case, party=Party.HEAD, position=Position.AGREES, said="", by=acting.head(), at=AT)
    assert case.state == "with_school"
    assert case.not_heard == ("the chair of governors",)
    case = levels.answer(
        case,
        party=Party.CHAIR,
        position=Position.ABSENT,
        said="The post is vacant until January.",
        by=acting.adviser(),
        at=AT,
    )
    assert case.state == "agreed"


def test_a_headteacher_does_not_answer_for_the_chair_nor_for_another_school() -> None:
    case = acting.shared()
    for wrong in (acting.head(), acting.chair(builders.ELM), acting.adviser()):
        with pytest.raises(PermissionDenied):
            levels.answer(case, party=Party.CHAIR, position=Position.AGREES, said="", by=wrong, at=AT)
    assert not Answer.objects.exists()


def test_of_two_who_answer_at_once_both_are_heard() -> None:
    case = acting.shared()
    given: dict[str, Any] = {"position": Position.AGREES, "said": "", "at": AT}
    levels.answer(case, party=Party.HEAD, by=acting.head(), **given)
    # The chair opened the page before the head had answered
    assert levels.answer(case, party=Party.CHAIR, by=acting.chair(), **given).state == "agreed"


def test_a_dispute_names_criteria_and_reasons_and_is_settled_in_writing_by_the_principal_adviser() -> None:
    case = acting.shared()
    for said, criteria in (("", ["L2-8"]), ("The register was wrong.", [])):
        with pytest.raises(CannotTake):
            levels.answer(
                case,
                party=Party.HEAD,
                position=Position.DISPUTES,
                said=said,
                criteria=criteria,
                by=acting.head(),
                at=AT,
            )
    case = levels.answer(
        case,
        party=Party.HEAD,
        position=Position.DISPUTES,
        said="The register was wrong.",
        criteria=["L2-8"],
        by=acting.head(),
        at=AT,
    )
    assert case.state == "disputed"
    with pytest.raises(TransitionRefused):
        levels.settle(case, agreed=False, level=1, reasons="Because.", by=acting.adviser(), at=AT)
    with pytest.raises(CannotTake, match="reasons"):
        levels.settle(case, agreed=False, level=1, reasons=" ", by=acting.principal(), at=AT)
    case = levels.settle(
        case,
        agreed=False,
        level=1,
        reasons="The corrected register is in line.",
        by=acting.principal(),
        at=AT,
    )
    assert (case.state, case.level, case.proposal.level) == ("determined", 1, 2)


@pytest.mark.parametrize("agreed", [True, False])
def test_who_settles_a_dispute_at_another_level_does_not_ratify_it_too(agreed: bool) -> None:
    boss = acting.principal()
    for urn, level in ((builders.OAK, 1), (builders.ELM, 2)):
        case = levels.answer(
            acting.shared(urn),
            party=Party.HEAD,
            position=Position.DISPUTES,
            said="The register was wrong.",
            criteria=["L2-8"],
            by=acting.head(urn),
            at=AT,
        )
        case = levels.settle(case, agreed=agreed, level=level, reasons="It is in line.", by=boss, at=AT)
        case = acting.recorded(case)
        if level == case.proposal.level:
            assert acting.ratified(case).state == "ratified"
        else:
            with pytest.raises(SamePerson, match="settled the dispute at another level"):
                acting.ratified(case)


def test_no_answer_lets_it_go_on_only_after_the_day_to_answer_by() -> None:
    case = acting.shared()
    with pytest.raises(TransitionRefused, match="The school has until 4 December 2026"):
        levels.lapse(case, by=acting.adviser(), at=AT)
    later = AT + timedelta(days=15)
    again = kept.case(case.proposal.pk, schools=School.objects.all(), today=later.date())
    assert again is not None
    assert levels.lapse(again, by=acting.adviser(), at=later).state == "no_response"


def test_two_people_ratify_and_the_children_s_interests_are_said() -> None:
    boss = acting.principal()
    case = levels.propose(
        school=_oak(),
        level=2,
        reasons="Absence.",
        result=None,
        by=boss,
        at=AT,
        why_not_adviser="The adviser is away.",
    )
    case = levels.share(case, reply_by=AT.date() + timedelta(days=14), by=boss, at=AT)
    case = levels.answer(case, party=Party.HEAD, position=Position.AGREES, said="", by=acting.head(), at=AT)
    case = levels.answer(case, party=Party.CHAIR, position=Position.AGREES, said="", by=acting.chair(), at=AT)
    case = acting.recorded(case)
    with pytest.raises(SamePerson, match="somebody else must ratify"):
        acting.ratified(case)
    other = builders.person("pa", name="Another principal adviser", urns=())
    assert other.pk == boss.pk  # the builder gives one person for one post
    case = acting.recorded(acting.agreed(builders.ELM))
    with pytest.raises(CannotTake, match="best interests"):
        levels.ratify(
            case, meeting="Quality and Standards", held_on=AT.date(), best_interests=" ", by=boss, at=AT
        )


def test_somebody_with_a_post_at_the_school_stands_aside() -> None:
    boss = acting.principal()
    boss.posts.create(role="governor", authority_code="801", urn=builders.OAK, from_date=AT.date())
    with pytest.raises(StandsAside, match="You hold a post at Oak Road School, so you stand aside"):
        acting.ratified(acting.recorded(acting.agreed()))


def test_of_two_who_take_one_step_the_second_is_told_and_nothing_of_theirs_is_kept() -> None:
    stale = acting.recorded(acting.agreed())
    acting.ratified(stale)
    with pytest.raises(CannotTake, match="since you opened the page"):
        acting.ratified(stale)
    assert LevelStep.objects.filter(name="ratify").count() == 1


def test_a_later_level_takes_the_place_of_the_one_in_force_and_the_day_before_still_shows_the_old_one() -> (
    None
):
    first = acting.in_force(level=2)
    later = AT + timedelta(days=90)
    second = acting.in_force(level=1, at=later)
    everyone = School.objects.all()
    assert kept.standing(everyone, on=later.date())[builders.OAK].proposal == second.proposal
    assert kept.standing(everyone, on=(later - timedelta(days=1)).date())[builders.OAK].level == 2
    assert [case.state for case in kept.cases_of(_oak(), today=later.date())] == ["in_force", "superseded"]
    assert kept.cases_of(_oak(), today=AT.date())[0].proposal == first.proposal


def test_a_level_of_more_than_a_year_ago_is_overdue_and_stays_as_it_is() -> None:
    acting.in_force()
    next_year = (AT + timedelta(days=400)).date()
    [case] = kept.cases_of(_oak(), today=next_year)
    assert (case.state, case.is_overdue) == ("in_force", True)


def test_what_was_written_is_never_changed() -> None:
    case = acting.shared()
    for row in (case.proposal, case.steps[0]):
        with pytest.raises(CannotChange):
            row.save()
        with pytest.raises(CannotChange):
            row.delete()
    with pytest.raises(CannotChange):
        Proposal.objects.update(level=1)


def test_what_somebody_may_do_is_what_their_posts_reach() -> None:
    assert levels.may(acting.adviser(), school=_oak(), on=AT.date()) == {Permission.LEVEL_PROPOSE}
    assert levels.may(acting.head(), school=_oak(), on=AT.date()) == {Permission.LEVEL_ANSWER}
    assert levels.may(acting.head(builders.ELM), school=_oak(), on=AT.date()) == frozenset()
    assert levels.may(acting.officer(), school=_oak(), on=AT.date()) == {Permission.REGISTER_KEEP}
