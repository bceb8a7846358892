"""What is new for whom: by what each may see, by others alone, and read only when they say so."""

from datetime import timedelta

import pytest

from tests import at_once, builders
from tests.casework import acting
from tests.interventions import acting as intervening
from trellis.accounts import access
from trellis.accounts.models import User
from trellis.activity import trail
from trellis.activity.models import Event, Verb
from trellis.interventions.actions import concerns
from trellis.notices import wording
from trellis.notices.actions import choosing
from trellis.notices.models import Choice, Seen
from trellis.notices.queries import ahead, news, telling
from trellis.notices.queries.news import TOLD, News

AT = builders.AT


def told(user: User, *, days: int = 0) -> News:
    at = AT + timedelta(days=days)
    return news.of(user, held=access.of(user, on=at.date()), at=at)


def did(verb: Verb, *, urn: int = builders.OAK, by: User | None = None, authority: str = "801") -> Event:
    return trail.record(verb, by=by or acting.principal(), at=AT, authority_code=authority, urn=urn)


def test_what_others_did_at_schools_one_may_see_is_told() -> None:
    adviser = acting.adviser(builders.OAK)
    did(Verb.VISIT_RECORDED)
    did(Verb.VISIT_RECORDED, by=adviser)
    did(Verb.VISIT_RECORDED, urn=builders.BEECH)
    did(Verb.VISIT_RECORDED, urn=builders.OTHER, authority="802")
    found = told(adviser)
    assert [(each.urn, each.school, each.did, each.is_new) for each in found.notices] == [
        (builders.OAK, "Oak Road School", "recorded a visit to", True)
    ]


def test_an_event_of_another_authority_that_names_our_school_is_not_told() -> None:
    did(Verb.VISIT_RECORDED, authority="802")
    assert told(acting.principal()).notices == ()


@pytest.mark.parametrize(
    "verb",
    [
        Verb.INTELLIGENCE_LOGGED,
        Verb.INTELLIGENCE_REVIEWED,
        Verb.RESTRICTED_READ,
        Verb.INSPECTION_EMBARGOED,
        Verb.NOTE_WRITTEN,
        Verb.DOCUMENT_WRITTEN,
        Verb.DOCUMENT_MOVED,
        Verb.INTEREST_DECLARED,
        Verb.SELF_EVALUATION_WRITTEN,
        Verb.PLAN_WRITTEN,
        Verb.LOOKED,
    ],
)
def test_what_is_restricted_embargoed_or_a_draft_gives_no_notice_to_anybody(verb: Verb) -> None:
    did(verb, by=builders.person("auditor"))
    for role in ("pa", "ssa", "director", "data_officer", "sitl"):
        assert told(builders.person(role)).notices == ()
    assert told(acting.head()).notices == ()


def test_a_notice_that_is_given_is_told_to_the_school_and_the_authority_and_its_drafting_to_nobody() -> None:
    file = intervening.checked()
    readers = (builders.person("director"), acting.head())
    for reader in readers:
        assert told(reader).notices == ()
    intervening.give(file)
    for reader in readers:
        (notice,) = told(reader).notices
        assert (notice.did, notice.page, notice.urn) == (
            "took a step with a warning notice to",
            "notices",
            builders.OAK,
        )
    assert told(builders.person("pa", authority="802")).notices == ()


def test_a_concern_is_told_once_the_academy_knows_of_it_and_a_safeguarding_referral_never() -> None:
    adviser, hidden = acting.adviser(builders.ACADEMY), intervening.noted(subject="safeguarding")
    concerns.refer(
        hidden,
        name="refer_safeguarding",
        addressee="Ofsted",
        means="E-mail",
        words="We refer to you.",
        dated=AT.date(),
        by=acting.principal(),
        at=AT,
    )
    assert told(adviser).notices == ()
    intervening.discussed(by=builders.person("spa"))
    assert [each.page for each in told(adviser).notices] == ["concerns"]


def test_what_leaves_the_service_tells_of_a_notice_once_it_is_given_and_never_by_its_name() -> None:
    senior = intervening.senior()
    intervening.drafted()

    def due(user: User) -> list[str]:
        held = access.of(user, on=AT.date())
        items = ahead.due_of(user, held=held, today=AT.date())
        return [item.ask.kind for item in items if item.ask.kind.startswith(("notice", "concern"))]

    assert due(senior) == []
    intervening.given(builders.BEECH)
    assert due(intervening.senior(builders.BEECH)) == ["notice_copies"]
    for kind in ("notice_copies", "notice_step", "concern_step"):
        said = wording.plain(kind)
        assert said != wording.OTHER
        assert not any(word in said.lower() for word in ("warning", "concern", "power"))


def test_words_that_were_written_are_in_no_notice() -> None:
    trail.record(
        Verb.CASE_MOVED,
        by=acting.principal(),
        at=AT,
        authority_code="801",
        urn=builders.OAK,
        subject="Secret words",
    )
    assert "Secret" not in repr(told(acting.head()).notices)


@pytest.mark.parametrize("verb", sorted(verb for verbs in TOLD.values() for verb in verbs))
def test_each_role_is_told_of_what_it_may_read_and_of_nothing_else(verb: Verb) -> None:
    did(verb, by=builders.person("auditor"))
    needed = next(permission for permission, verbs in TOLD.items() if verb in verbs)
    for role in ("pa", "ssa", "spa", "sitl", "data_officer", "director", "leadership_team", "administrator"):
        user = builders.person(role)
        held = access.of(user, on=AT.date())
        expected = held.may(needed) and role not in ("spa", "administrator")  # Oak Road is a secondary school
        assert bool(told(user).notices) == expected, role
    for role in ("headteacher", "governor", "sia", "trust_officer"):
        user = builders.person(role, urns=(builders.OAK,))
        assert bool(told(user).notices) == access.of(user, on=AT.date()).may(needed), role
        elsewhere = builders.person(role, urns=(builders.BEECH,))
        assert told(elsewhere).notices == (), role


def test_a_school_is_not_told_of_a_level_before_it_is_shared() -> None:
    acting.proposed()
    assert told(acting.head()).notices == ()
    assert told(acting.principal()).notices != ()


def test_nothing_is_told_once_a_post_has_ended() -> None:
    adviser = acting.adviser()
    did(Verb.VISIT_RECORDED)
    post = adviser.posts.get()
    post.to_date = AT.date()
    post.save()
    assert told(adviser).notices != ()
    assert told(adviser, days=1).notices == ()


def test_a_notice_is_new_until_it_is_marked_and_what_comes_after_is_new_again() -> None:
    user = acting.adviser()
    did(Verb.VISIT_RECORDED)
    first = told(user)
    assert first.new == news.how_many(user, held=access.of(user, on=AT.date()), at=AT) == 1
    choosing.see(first.up_to, by=user, at=AT)
    assert told(user).new == 0
    assert told(user).notices[0].is_new is False
    did(Verb.CASE_MOVED)
    assert told(user).new == 1


def test_marking_twice_or_backwards_is_kept_once() -> None:
    user = acting.adviser()
    did(Verb.VISIT_RECORDED)
    earlier = told(user).up_to
    did(Verb.CASE_MOVED)
    later = told(user).up_to
    for up_to in (later, later, earlier):
        choosing.see(up_to, by=user, at=AT)
    assert [each.up_to for each in Seen.objects.filter(user=user)] == [later]


def test_what_is_to_come_cannot_be_marked() -> None:
    with pytest.raises(choosing.CannotChoose):
        choosing.see(10**9, by=acting.adviser(), at=AT)


def test_notices_are_told_for_sixty_days() -> None:
    did(Verb.VISIT_RECORDED)
    assert told(acting.adviser(), days=59).notices != ()
    assert told(acting.adviser(), days=60).notices == ()


@pytest.mark.django_db(transaction=True)
def test_two_marks_at_once_are_kept_once() -> None:
    user = acting.adviser()
    did(Verb.VISIT_RECORDED)
    up_to = told(user).up_to
    told_them = at_once.told([lambda: choosing.see(up_to, by=user, at=AT)] * 3)
    assert told_them == ["done"] * 3
    assert Seen.objects.filter(user=user).count() == 1


def test_what_is_due_is_what_the_cases_say_and_of_whom() -> None:
    acting.informed()
    senior = acting.senior()

    def due(user: User) -> list[tuple[str, str]]:
        held = access.of(user, on=AT.date())
        return [(each.school.name, each.ask.kind) for each in ahead.due_of(user, held=held, today=AT.date())]

    assert ("Oak Road School", "visit") in due(senior)
    assert due(acting.adviser(builders.BEECH)) == []
    assert due(builders.person("executive_member")) == []


def test_nobody_is_sent_anything_before_they_choose() -> None:
    user = acting.adviser()
    assert telling.choice_of(user) is None
    choosing.choose("never", by=user, at=AT)
    assert Choice.objects.count() == 0
    choosing.choose("weekly", by=user, at=AT)
    choosing.choose("weekly", by=user, at=AT)
    choosing.choose("never", by=user, at=AT + timedelta(hours=1))
    assert list(Choice.objects.values_list("frequency", flat=True)) == ["never", "weekly"]
    assert list(telling.choosers(*list(telling.Frequency)[1:])) == []
    assert Event.objects.filter(verb=Verb.NOTICES_CHOSEN, by=user).count() == 2
    with pytest.raises(choosing.CannotChoose):
        choosing.choose("hourly", by=user, at=AT)
