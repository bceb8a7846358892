"""A warning notice, from its consideration to its end: who, what it must state, what follows, and what is kept."""

from datetime import date

import pytest

from tests import builders
from tests.interventions import acting
from trellis.accounts.two_people import SamePerson
from trellis.casework.actions.taking import CannotTake
from trellis.interventions.actions import following, notices
from trellis.interventions.actions.notices import CannotConsider
from trellis.interventions.models import Draft, NoticeStep
from trellis.interventions.queries import notices as kept
from trellis.interventions.workflows.warning_notice import WARNING_NOTICE
from trellis.problem import Refusal
from trellis.schools.models import School
from trellis.workflow import TransitionRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]


def test_a_notice_goes_to_compliance_and_closes_with_every_step_kept() -> None:
    file, at = acting.later(acting.running(), days=20)
    file = notices.comply(file, reasons="A leader was appointed.", by=acting.principal(), at=at)
    file = notices.close(file, reasons="The plan goes on.", by=acting.senior(), at=at)
    assert [step.name for step in file.steps] == [
        "consider",
        "draft",
        "check",
        "give",
        "run",
        "comply",
        "close",
    ]
    assert (file.state, file.is_open, file.is_in_force) == ("closed", False, False)
    assert file.comply_by == date(
        2027, 1, 6
    )  # thirty working days after Friday 20 November, with three bank holidays


def test_a_notice_that_is_not_complied_with_leads_to_a_power_and_to_its_lifting() -> None:
    file, at = acting.used(powers=("interim_board", "arrangements"))
    assert (file.state, file.is_in_force) == ("power_used", True)
    assert file.powers[0].law == "Education and Inspections Act 2006, section 65"
    file = following.use_power(
        file,
        power="arrangements",
        from_date=at.date(),
        what="Work with Beech Lane.",
        consulted="The new board.",
        consent="",
        by=acting.principal(),
        at=at,
    )
    assert [each.power for each in file.powers] == ["interim_board", "arrangements"]
    file = following.lift(file, reasons="Standards have risen.", by=acting.principal(), at=at)
    file = notices.close(file, reasons="A new governing body is in place.", by=acting.senior(), at=at)
    assert file.state == "closed"


def test_every_state_but_the_power_s_own_can_be_reached_and_ends() -> None:
    assert WARNING_NOTICE.final == {"closed", "withdrawn", "superseded"}
    file = notices.withdraw(
        acting.drafted(), reasons="The governors have acted.", by=acting.senior(), at=acting.AT
    )
    assert file.state == "withdrawn"
    assert acting.considered().state == "considering"  # another can be considered now
    unused, at = acting.failed(builders.BEECH)
    closed = following.close_unused(unused, reasons="It complied late in part.", by=acting.principal(), at=at)
    assert closed.state == "closed"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"grounds": ()}, "Choose at least one ground"),
        ({"grounds": ("low_standards", "pay_and_conditions")}, "notices of two kinds"),
        ({"grounds": ("rumour",)}, "notices of two kinds"),
        ({"matters": " "}, "State the matters"),
        ({"required": ""}, "State the action"),
        ({"required": "x" * 4001}, "4,000 characters or fewer"),
        ({"days": 0}, "1 to 365 days"),
        ({"basis": "moons"}, "what kind of days"),
        ({"powers": ()}, "Choose at least one power"),
        ({"guidance": "schools-causing-concern"}, "in effect today"),
    ],
)
def test_a_draft_states_all_that_a_notice_must(change: dict[str, object], said: str) -> None:
    file = acting.considered()
    with pytest.raises(CannotTake, match=said):
        notices.draft(file, words=acting.words(**change), by=acting.senior(), at=acting.AT)
    assert Draft.objects.count() == 0
    assert NoticeStep.objects.count() == 1


def test_a_notice_about_pay_and_conditions_is_of_its_own_kind_and_names_its_guidance_with_the_day_it_was_checked() -> (
    None
):
    file = acting.given(grounds=("pay_and_conditions",), powers=("governors",))
    assert file.giving is not None
    assert (file.giving.kind, file.giving.law) == (
        "section-60a",
        "Education and Inspections Act 2006, section 60A",
    )
    assert (
        "renamed November 2024; used from 1 November 2024; checked on 29 November 2026"
        in file.giving.guidance
    )


def test_whoever_drafted_a_notice_does_not_give_it_and_the_legal_check_comes_first() -> None:
    file = notices.draft(
        acting.considered(by=acting.principal()), words=acting.words(), by=acting.principal(), at=acting.AT
    )
    with pytest.raises(TransitionRefused, match="cannot be done now"):
        acting.give(file, by=acting.director())
    file = acting.sound(file, is_sound=False)
    with pytest.raises(TransitionRefused, match="asks for changes"):
        acting.give(file, by=acting.director())
    file = notices.draft(file, words=acting.words(matters="Anew."), by=acting.senior(), at=acting.AT)
    assert (file.state, file.check, len(file.drafts)) == ("drafted", None, 2)
    file = acting.sound(file)
    with pytest.raises(SamePerson, match="You drafted this notice, so somebody else must give it"):
        acting.give(file, by=acting.principal())
    assert acting.give(file, by=acting.director()).state == "given"


def test_a_legal_check_names_the_lawyer_and_the_changes_that_it_asks_for() -> None:
    file = acting.drafted()
    given = {"checked_on": acting.TODAY, "by": acting.senior(), "at": acting.AT}
    with pytest.raises(CannotTake, match="Name who checked it"):
        notices.check(file, lawyer=" ", is_sound=True, advice="", **given)
    with pytest.raises(CannotTake, match="asks to be changed"):
        notices.check(file, lawyer="Lena Ford", is_sound=False, advice="", **given)
    with pytest.raises(CannotTake, match="cannot be after today"):
        notices.check(
            file,
            lawyer="Lena Ford",
            is_sound=True,
            advice="",
            **{**given, "checked_on": acting.TODAY + acting.A_DAY},
        )


def test_compliance_runs_once_every_required_copy_is_sent() -> None:
    file = acting.given()
    with pytest.raises(TransitionRefused, match=r"The Secretary of State .*; The headteacher"):
        notices.run(file, by=acting.senior(), at=acting.AT)
    sent = {"to": "By e-mail", "by": acting.senior(), "at": acting.AT}
    file = following.copy(file, recipient="secretary_of_state", sent_on=acting.TODAY, **sent)
    for recipient, day, said in (
        ("secretary_of_state", acting.TODAY, "recorded already"),
        ("a_newspaper", acting.TODAY, "Choose who was sent a copy"),
        ("headteacher", acting.TODAY - acting.A_DAY, "from the giving of the notice up to today"),
    ):
        with pytest.raises(CannotTake, match=said):
            following.copy(file, recipient=recipient, sent_on=day, **sent)
    with pytest.raises(TransitionRefused, match="Not copied yet to: The headteacher"):
        notices.run(file, by=acting.senior(), at=acting.AT)


def test_a_copy_to_ofsted_can_be_recorded_and_compliance_does_not_wait_for_it() -> None:
    file = acting.given()
    assert [each.id for each in file.copies_open] == ["secretary_of_state", "headteacher", "ofsted", "other"]
    assert [each.id for each in file.copies_waiting] == ["secretary_of_state", "headteacher"]
    file = acting.running(builders.BEECH)
    file = following.copy(
        file, recipient="ofsted", to="By e-mail", sent_on=acting.TODAY, by=acting.principal(), at=acting.AT
    )
    assert "ofsted" in {each.recipient for each in file.copies}


def test_what_may_follow_a_notice_about_pay_and_conditions_leaves_out_arrangements_under_section_63() -> None:
    file = acting.considered()
    given = {"grounds": ("pay_and_conditions",), "powers": ("arrangements", "governors")}
    with pytest.raises(CannotTake, match="does not follow a notice about teachers’ pay and conditions"):
        notices.draft(file, words=acting.words(**given), by=acting.senior(), at=acting.AT)
    drafted = notices.draft(
        file, words=acting.words(**{**given, "powers": ("governors",)}), by=acting.senior(), at=acting.AT
    )
    assert [power for power, _ in drafted.minded] == ["governors"]


def test_a_notice_drafted_before_a_school_became_an_academy_or_closed_is_not_given() -> None:
    file = acting.checked()
    School.objects.filter(pk=builders.OAK).update(relationship="academy")
    moved, _ = acting.later(file, days=0)
    with pytest.raises(TransitionRefused, match="Raise a concern about an academy instead"):
        acting.give(moved)
    assert notices.withdraw(
        moved, reasons="It is an academy now.", by=acting.senior(), at=acting.AT
    ).state == ("withdrawn")
    School.objects.filter(pk=builders.OAK).update(relationship="maintained", is_open=False)
    closed, _ = acting.later(file, days=0)
    with pytest.raises(TransitionRefused, match="cannot be done now"):
        acting.give(closed)


def test_a_power_is_not_used_over_a_school_that_became_an_academy_and_its_notice_can_be_closed() -> None:
    file, at = acting.eligible()
    School.objects.filter(pk=builders.OAK).update(relationship="academy")
    moved, _ = acting.later(file, days=75)
    with pytest.raises(TransitionRefused, match="a school that it maintains"):
        following.use_power(
            moved,
            power="interim_board",
            from_date=at.date(),
            what="A board.",
            consulted="Governors.",
            consent="Given.",
            by=acting.director(),
            at=at,
        )
    closed = following.close_unused(moved, reasons="It joined a trust.", by=acting.principal(), at=at)
    assert closed.state == "closed"


def test_a_power_that_was_proposed_can_be_given_up_before_the_school_is_eligible() -> None:
    file, at = acting.failed()
    file = following.propose_power(
        file,
        powers=("arrangements",),
        told_on=at.date(),
        from_date=at.date() + acting.A_DAY,
        words="We are minded to.",
        by=acting.principal(),
        at=at,
    )
    closed = following.close_unused(file, reasons="The governors answered.", by=acting.principal(), at=at)
    assert closed.state == "closed"


def test_a_voluntary_or_foundation_school_has_one_more_copy() -> None:
    acting.school().__class__.objects.filter(pk=builders.OAK).update(school_type="Voluntary aided school")
    assert [each.id for each in acting.considered().copies_waiting] == [
        "secretary_of_state",
        "headteacher",
        "diocese_or_appointing",
    ]


def test_non_compliance_waits_for_the_end_of_the_period_that_the_notice_set() -> None:
    file = acting.running(days=10, basis="calendar_days")
    assert file.comply_by == date(2026, 11, 30)
    on_the_day, at = acting.later(file, days=10)
    with pytest.raises(TransitionRefused, match="until the end of 30 November 2026"):
        notices.fail(on_the_day, reasons="Nothing was done.", by=acting.principal(), at=at)
    after, at = acting.later(file, days=11)
    assert (
        notices.fail(after, reasons="Nothing was done.", by=acting.principal(), at=at).state == "not_complied"
    )


def test_a_period_in_school_days_is_counted_by_the_school_s_calendar() -> None:
    given = acting.give(acting.checked(days=10, basis="school_days")).giving
    assert given is not None
    assert given.comply_by == date(2026, 12, 4)


def test_a_power_is_one_that_the_notice_warned_of_with_notice_given_and_consent_where_it_takes_one() -> None:
    file, at = acting.failed()
    given = {"words": "We are minded to.", "by": acting.principal(), "at": at}
    with pytest.raises(CannotTake, match="another takes a notice of its own"):
        following.propose_power(
            file, powers=("suspend_budget",), from_date=at.date() + acting.A_DAY, told_on=at.date(), **given
        )
    proposed = {"powers": ("interim_board",), **given}
    with pytest.raises(CannotTake, match="Choose at least one power"):
        following.propose_power(
            file, from_date=at.date() + acting.A_DAY, told_on=at.date(), **{**proposed, "powers": ()}
        )
    with pytest.raises(CannotTake, match="must be reasonable"):
        following.propose_power(file, from_date=at.date(), told_on=at.date(), **proposed)
    with pytest.raises(CannotTake, match="cannot be after today"):
        following.propose_power(
            file, from_date=at.date() + 9 * acting.A_DAY, told_on=at.date() + acting.A_DAY, **proposed
        )
    with pytest.raises(CannotTake, match="follows the end of the compliance period"):
        following.propose_power(
            file, from_date=at.date() + acting.A_DAY, told_on=date(2027, 1, 6), **proposed
        )
    following.propose_power(file, from_date=at.date() + 15 * acting.A_DAY, told_on=at.date(), **proposed)
    early, soon = acting.later(file, days=74)
    with pytest.raises(TransitionRefused, match="runs until 3 February 2027"):
        following.become_eligible(early, reasons="Too soon.", by=acting.principal(), at=soon)
    ready, then = acting.later(file, days=75)
    ready = following.become_eligible(ready, reasons="Due.", by=acting.principal(), at=then)
    use = {
        "from_date": then.date(),
        "what": "A board.",
        "consulted": "Governors.",
        "by": acting.principal(),
        "at": then,
    }
    with pytest.raises(CannotTake, match="takes the Secretary of State’s consent"):
        following.use_power(ready, power="interim_board", consent=" ", **use)
    with pytest.raises(CannotTake, match="notice was of another power"):
        following.use_power(ready, power="arrangements", consent="", **use)
    with pytest.raises(CannotTake, match="before the day"):
        following.use_power(ready, power="interim_board", consent="Given.", **{**use, "from_date": at.date()})


def test_the_secretary_of_state_s_notice_ends_the_authority_s_and_blocks_another_until_told() -> None:
    given, waiting = acting.running(), acting.checked(builders.BEECH)
    acting.secretarys()
    row = acting.secretarys(builders.BEECH)
    ended = kept.one(given.notice.pk, school=given.notice.school, today=acting.TODAY)
    assert ended is not None
    assert (ended.state, ended.steps[-1].by) == ("superseded", None)
    with pytest.raises(CannotConsider, match="may give none until it is told"):
        acting.considered()
    with pytest.raises(TransitionRefused, match="may give none until it is told"):
        acting.give(waiting)
    with pytest.raises(CannotTake, match="recorded already"):
        acting.secretarys()
    end = {"told_on": acting.TODAY, "by": acting.senior(builders.BEECH), "at": acting.AT}
    with pytest.raises(CannotTake, match="what the authority was told"):
        following.end_secretarys(row, words="", **end)
    following.end_secretarys(row, words="By letter of the department.", **end)
    with pytest.raises(CannotTake, match="recorded this already"):
        following.end_secretarys(row, words="By letter of the department.", **end)
    assert acting.give(waiting).state == "given"


def test_a_power_that_is_used_outlives_the_secretary_of_state_s_notice() -> None:
    file, at = acting.used()
    acting.secretarys(at=at)
    found, _ = acting.later(file, days=75)
    assert found.state == "power_used"


def test_an_academy_and_a_closed_school_are_given_none() -> None:
    with pytest.raises(CannotConsider, match="Raise a concern about an academy instead"):
        acting.considered(builders.ACADEMY, by=acting.principal())
    acting.school().__class__.objects.filter(pk=builders.OAK).update(is_open=False)
    with pytest.raises(CannotConsider, match="has closed"):
        acting.considered()


def test_a_refusal_is_a_sentence() -> None:
    assert issubclass(CannotConsider, Refusal)
