"""A concern about an academy: with the academy, with its trust, and beyond; who, by when, and what the academy knows."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from tests import builders
from tests.at_once import told
from tests.interventions import acting
from trellis.activity.models import Event, Verb
from trellis.casework.actions.taking import CannotTake
from trellis.interventions.actions import concerns
from trellis.interventions.actions.concerns import CannotNote
from trellis.interventions.models import Concern, ConcernReply, ConcernStep
from trellis.interventions.queries import concerns as kept
from trellis.schools import chronology
from trellis.schools.models import Interest
from trellis.schools.standing_aside import StandsAside
from trellis.workflow import TransitionRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]


def test_a_concern_goes_to_the_trust_and_after_the_reply_day_to_the_regional_director() -> None:
    file = acting.raised()
    assert file.reply_due == date(2026, 12, 11)  # fifteen working days by the usual clock
    with pytest.raises(TransitionRefused, match="until the end of 11 December 2026"):
        _refer(file, "escalate")
    on_the_day, _ = acting.concern_later(file, days=21)
    with pytest.raises(TransitionRefused, match="takes a reason"):
        _refer(on_the_day, "escalate", days=21)
    after, at = acting.concern_later(file, days=22)
    referred = _refer(after, "escalate", days=22)
    assert referred.state == "escalated"
    came = concerns.receive(
        referred,
        received_on=at.date(),
        sender="The regional director",
        words="The trust has a plan.",
        by=acting.principal(),
        at=at,
    )
    closed = concerns.close(came, reasons="We look again in a term.", by=builders.person("spa"), at=at)
    assert [step.name for step in closed.steps] == [
        "note",
        "discuss",
        "raise_in_writing",
        "escalate",
        "receive",
        "close",
    ]


def test_a_referral_before_the_reply_day_takes_a_reason_and_keeps_it() -> None:
    file = acting.raised()
    with pytest.raises(CannotTake, match="does not wait for the trust’s answer"):
        _refer(file, "escalate_early")
    made = _refer(file, "escalate_early", why_early="The trust has said that it will not answer.")
    assert made.steps[-1].details == {
        "why before the answer was due": "The trust has said that it will not answer."
    }
    late, _ = acting.concern_later(acting.raised(by=builders.person("sitl")), days=30)
    with pytest.raises(TransitionRefused, match="not a step of this one"):
        _refer(late, "escalate_early", why_early="Late.", days=30)


def test_safeguarding_goes_straight_to_ofsted_and_the_academy_is_not_told() -> None:
    file = acting.noted(subject="safeguarding")
    made = _refer(file, "refer_safeguarding")
    assert (made.state, made.is_told) == ("referred", False)
    assert Event.objects.filter(verb=Verb.CONCERN_MOVED, urn=builders.ACADEMY).count() == 0
    with pytest.raises(TransitionRefused, match="not a step of this one"):
        _refer(acting.noted(), "refer_safeguarding")


def test_what_the_academy_knows_ends_before_a_safeguarding_referral() -> None:
    made = _refer(acting.raised(subject="safeguarding"), "refer_safeguarding")
    assert [step.name for step in made.as_told().steps] == ["discuss", "raise_in_writing"]
    came = concerns.receive(
        made,
        received_on=acting.TODAY,
        sender="Ofsted",
        words="They visit.",
        by=acting.principal(),
        at=acting.AT,
    )
    assert came.steps[-1].told is False


def test_an_answer_to_a_referral_that_the_academy_does_not_know_of_is_not_told_to_it() -> None:
    answer = {"received_on": acting.TODAY, "by": acting.principal(), "at": acting.AT}
    file = concerns.reply(
        acting.raised(subject="safeguarding"), sender="The trust", words="We look.", **answer
    )
    made = _refer(file, "refer_safeguarding")
    made = concerns.reply(made, sender="Ofsted", words="We received it.", **answer)
    assert [each.sender for each in made.replies] == ["The trust", "Ofsted"]
    assert [each.sender for each in made.as_told().replies] == ["The trust"]
    told_of = [act.what for act in chronology.of(acting.school(builders.ACADEMY)).acts]
    assert not any("Ofsted" in what for what in told_of)


def test_a_resolved_concern_is_closed_and_a_noted_one_can_be_dropped() -> None:
    file = concerns.reply(
        acting.raised(),
        received_on=acting.TODAY,
        sender="The trust",
        words="We have a plan.",
        by=builders.person("spa"),
        at=acting.AT,
    )
    assert [each.sender for each in file.replies] == ["The trust"]
    done = concerns.resolve(file, reasons="Results rose.", by=builders.person("spa"), at=acting.AT)
    assert concerns.close(done, reasons="No more.", by=builders.person("spa"), at=acting.AT).state == "closed"
    dropped = concerns.drop(
        acting.noted(by=builders.person("sitl")),
        reasons="A mistake.",
        by=builders.person("spa"),
        at=acting.AT,
    )
    assert dropped.state == "closed"


def test_the_letter_drafts_itself_and_a_referral_carries_the_chronology_up_to_it() -> None:
    file = acting.raised()
    words = file.steps[-1].reasons
    for part in (
        "Juniper Academy (URN 900004)",
        "Results fell for three years",
        "Published results",
        "declining",
    ):
        assert part in words
    file = concerns.reply(
        file,
        received_on=acting.TODAY,
        sender="The trust",
        words="We have a plan.",
        by=builders.person("spa"),
        at=acting.AT,
    )
    after, _ = acting.concern_later(file, days=30)
    referred = _refer(after, "escalate", days=30)
    assert [entry.what for entry in referred.chronology(before=4)] == [
        "Noted",
        "Discussed with the academy: Cara Hill, principal",
        "Raised in writing: Dan Reed, chief executive of Hedgerow Learning Trust (E-mail)",
        "Answer received from The trust",
    ]
    assert len(referred.chronology()) == 5


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"subject": "weather"}, "Choose what the concern is about"),
        ({"direction": "sideways"}, "Choose the direction of travel"),
        ({"seen": " "}, "Say what gives concern"),
        ({"evidence": ""}, "Say what shows it"),
    ],
)
def test_a_concern_says_what_it_is_about_and_shows_its_evidence(change: dict[str, str], said: str) -> None:
    given = {"subject": "standards", "seen": "Seen.", "evidence": "Shown.", "direction": "steady"}
    with pytest.raises((CannotNote, CannotTake), match=said):
        concerns.note(
            school=acting.school(builders.ACADEMY),
            by=acting.principal(),
            at=acting.AT,
            **{**given, **change},
        )
    assert Concern.objects.count() == 0


def test_a_maintained_school_has_none_and_one_that_is_sent_twice_is_kept_once() -> None:
    with pytest.raises(CannotNote, match="A concern is raised about an academy"):
        acting.noted(builders.BEECH)
    acting.noted()
    with pytest.raises(CannotNote, match="it is kept, once"):
        acting.noted()
    assert Concern.objects.count() == 1


def test_a_trust_has_at_least_the_days_of_the_clock() -> None:
    with pytest.raises(CannotTake, match="until 11 December 2026 at least"):
        concerns.raise_in_writing(
            acting.discussed(),
            addressee="The trust",
            means="Post",
            dated=acting.TODAY,
            words="A letter.",
            due=date(2026, 12, 1),
            by=builders.person("spa"),
            at=acting.AT,
        )


@pytest.mark.parametrize(
    "role", ["data_officer", "director", "leadership_team", "scrutiny_member", "auditor"]
)
def test_only_those_who_note_concerns_do(role: str) -> None:
    with pytest.raises(PermissionDenied):
        acting.noted(by=builders.person(role))


def test_an_adviser_notes_a_concern_and_takes_it_no_further() -> None:
    adviser = builders.person("sia", urns=(builders.ACADEMY,))
    file = acting.noted(by=adviser)
    given = {"met_on": acting.TODAY, "whom": "The principal", "words": "Talked.", "at": acting.AT}
    with pytest.raises(TransitionRefused, match="is for the School Improvement Team Leader"):
        concerns.discuss(file, by=adviser, **given)
    assert concerns.discuss(file, by=builders.person("sitl"), **given).state == "discussed"
    with pytest.raises(TransitionRefused, match="is for the principal adviser or the director"):
        _refer(acting.raised(by=builders.person("spa")), "escalate_early", why_early="Soon.", role="sitl")


def test_another_authority_and_somebody_with_an_interest_do_not() -> None:
    with pytest.raises(PermissionDenied):
        acting.noted(by=builders.person("pa", authority="802"))
    aside = acting.principal()
    Interest.objects.create(
        school=acting.school(builders.ACADEMY),
        user=aside,
        kind="child",
        reason="A child there.",
        from_date=acting.TODAY,
        by=aside,
        at=acting.AT,
    )
    with pytest.raises(StandsAside):
        acting.noted(by=aside)


def test_a_letter_is_not_dated_before_what_it_follows_nor_an_outcome_before_its_referral() -> None:
    file = acting.discussed()
    letter = {"addressee": "The trust", "means": "Post", "words": "A letter.", "by": builders.person("spa")}
    with pytest.raises(CannotTake, match="cannot be before 20 November 2026"):
        concerns.raise_in_writing(file, dated=date(2026, 11, 19), at=acting.AT, **letter)
    after, at = acting.concern_later(acting.raised(by=builders.person("sitl")), days=30)
    with pytest.raises(CannotTake, match="The day of the letter cannot be before 20 November 2026"):
        concerns.refer(
            after,
            name="escalate",
            dated=date(2026, 11, 19),
            at=at,
            **{**letter, "by": acting.principal()},
        )
    referred = _refer(after, "escalate", days=30)
    with pytest.raises(CannotTake, match="The day of the outcome cannot be before 20 December 2026"):
        concerns.receive(
            referred,
            received_on=date(2026, 12, 19),
            sender="The regional director",
            words="They look.",
            by=acting.principal(),
            at=at,
        )


def test_an_answer_is_kept_once_and_to_a_letter_alone() -> None:
    given = {
        "received_on": acting.TODAY,
        "sender": "The trust",
        "words": "We have a plan.",
        "by": builders.person("spa"),
        "at": acting.AT,
    }
    with pytest.raises(CannotTake, match="recorded to a letter"):
        concerns.reply(acting.noted(by=acting.principal()), **given)
    file = acting.raised()
    concerns.reply(file, **given)
    with pytest.raises(CannotTake, match="recorded already"):
        concerns.reply(file, **given)
    assert ConcernReply.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_discuss_at_once_one_does_and_the_other_is_told() -> None:
    file = acting.noted()
    people = [builders.person("sitl"), acting.principal()]
    came = told(
        [
            lambda by=by: concerns.discuss(
                file, met_on=acting.TODAY, whom="The principal", words="Talked.", by=by, at=acting.AT
            )
            for by in people
        ]
    )
    assert came.count("done") == 1
    assert ConcernStep.objects.filter(name="discuss").count() == 1


def test_counts_say_how_many_are_open_and_referred() -> None:
    _refer(acting.noted(subject="safeguarding"), "refer_safeguarding")
    acting.noted()
    found = kept.of_authority("801", today=acting.TODAY)
    assert kept.counted(found) == {"all": 2, "open": 2, "referred": 1}
    assert kept.of_authority("802", today=acting.TODAY) == []


def _refer(file, name: str, *, days: int = 0, why_early: str = "", role: str = "pa"):
    at = acting.AT + days * acting.A_DAY
    return concerns.refer(
        file,
        name=name,
        dated=at.date(),
        why_early=why_early,
        by=builders.person(role),
        at=at,
        **acting.REFERRAL,
    )
