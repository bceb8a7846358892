"""A provider of support: who enters it, who sees what, who decides, and what that makes of its quality on each day."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tests import at_once, builders
from tests.providers import acting
from trellis.accounts.actions import accounts
from trellis.accounts.roles import ROLES
from trellis.activity.models import Event, Verb
from trellis.casework.actions.taking import CannotTake
from trellis.providers.actions import register, steps
from trellis.providers.actions.register import Offering
from trellis.providers.models import Kind, Provider, ProviderEvidence, ProviderStep, Seen
from trellis.providers.queries import register as registers
from trellis.providers.queries.register import ProviderFile
from trellis.providers.workflows.provider_quality import PROVIDER_QUALITY
from trellis.schools.actions import interests
from trellis.schools.models import School
from trellis.schools.standing_aside import StandsAside
from trellis.workflow import TransitionRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
AT = acting.AT
UNTIL = acting.A_YEAR_ON
OWN = {"sia", "headteacher", "chair", "governor", "clerk", "trust_officer"}
MANAGES, APPROVES = {"traded_services"}, {"pa"}


def refused_of_school() -> ProviderFile:
    return acting.take(acting.applied(), "refuse", acting.principal())


TAKEN: dict[str, tuple[Callable[[], ProviderFile], set[str]]] = {
    "check": (lambda: acting.seen(acting.entered()), MANAGES),
    "approve": (acting.checked, APPROVES),
    "approve_conditions": (acting.checked, APPROVES),
    "send_back": (acting.checked, APPROVES),
    "refuse": (acting.checked, APPROVES),
    "review": (acting.approved, MANAGES),
    "suspend": (acting.approved, APPROVES),
    "remove": (acting.approved, APPROVES),
    "apply_again": (refused_of_school, {"headteacher"}),
    "reopen": (refused_of_school, MANAGES),
}
MORE: dict[str, dict[str, Any]] = {
    "approve": {"until": UNTIL},
    "approve_conditions": {"until": UNTIL, "conditions": "An adviser comes along."},
}


def holder(role: str) -> Any:
    return builders.person(role, urns=(builders.BEECH,) if role in OWN else ())


def test_every_step_is_tried_here() -> None:
    assert set(TAKEN) == {step.name for step in PROVIDER_QUALITY.transitions} == set(steps.ASKED)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", TAKEN)
def test_a_step_is_taken_by_those_whose_it_is_and_by_nobody_else(name: str, role: str) -> None:
    made, who = TAKEN[name]
    file, user = made(), holder(role)
    if role in who:
        done = acting.take(file, name, user, **MORE.get(name, {}))
        assert done.state == PROVIDER_QUALITY.by_name[name].target
        assert (done.steps[-1].by, done.steps[-1].at, done.steps[-1].reasons) == (user, AT, "As was seen.")
        newest = Event.objects.order_by("-pk").first()
        assert newest is not None
        assert (newest.verb, newest.by, newest.urn) == (Verb.PROVIDER_MOVED, user, file.provider.school_id)
    else:
        with pytest.raises(TransitionRefused):
            acting.take(file, name, user, **MORE.get(name, {}))
        assert acting.again(file).steps == file.steps


@pytest.mark.parametrize("role", ROLES)
def test_a_school_applies_by_its_head_and_any_provider_is_entered_by_the_manager(role: str) -> None:
    user = holder(role)
    if role in MANAGES | {"headteacher"}:
        assert acting.applied(by=user).provider.school_id == builders.BEECH
    else:
        with pytest.raises(PermissionDenied):
            acting.applied(by=user)
    if role in MANAGES:
        assert acting.entered(by=user).state == "applied"
    else:
        with pytest.raises(PermissionDenied):
            acting.entered(by=user)


def test_a_head_applies_for_no_other_school_and_nobody_of_another_authority_enters_or_decides() -> None:
    with pytest.raises(PermissionDenied):
        acting.applied(builders.OAK, by=acting.head(builders.BEECH))
    for role in ("traded_services", "pa", "headteacher"):
        other = builders.person(
            role, authority="802", urns=(builders.OTHER,) if role == "headteacher" else ()
        )
        with pytest.raises(PermissionDenied):
            acting.entered(by=other)
        with pytest.raises(TransitionRefused):
            acting.take(acting.approved(file=acting.entered(name=role)), "suspend", other)
    with pytest.raises(PermissionDenied):
        acting.entered(kind=Kind.SCHOOL, school=acting.school(builders.OTHER))


def test_another_authority_reads_none_of_it() -> None:
    file = acting.entered()
    assert registers.one(file.provider.pk, authorities=("802",), today=acting.TODAY) is None
    assert registers.current("802", today=acting.TODAY) == []
    assert registers.one(file.provider.pk, authorities=("801",), today=acting.TODAY) == file


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": " "}, "what the provider is called"),
        ({"name": "x" * 121}, "120 characters"),
        ({"kind": "charity"}, "what kind"),
        ({"kind": Kind.SCHOOL}, "Choose the school"),
        ({"offers": " "}, "what it offers"),
        ({"offers": "x" * 4001}, "4,000 characters"),
        ({"areas": ()}, "area of practice"),
        ({"areas": ("juggling",)}, "area of practice"),
        ({"phases": ()}, "phase"),
        ({"phases": ("primary", "nowhere")}, "phase"),
        ({"day_rate": -1}, "whole pounds"),
        ({"day_rate": 5001}, "whole pounds"),
        ({"contact": "me@lantern.example"}, "no e-mail address"),
        ({"contact": "01632 960 123"}, "no telephone number"),
    ],
)
def test_what_lacks_something_is_refused_in_a_sentence_and_not_kept(given: dict[str, Any], said: str) -> None:
    with pytest.raises(CannotTake, match=said):
        acting.entered(**given)
    assert not Provider.objects.exists()


def test_a_school_and_a_name_stand_in_the_register_once() -> None:
    acting.applied()
    acting.entered()
    with pytest.raises(CannotTake, match="kept, once"):
        acting.applied(by=acting.manager())
    with pytest.raises(CannotTake, match="kept, once"):
        acting.entered()


def test_a_school_that_has_moved_applies_at_its_new_authority_and_neither_register_shows_the_other_s() -> (
    None
):
    first = acting.seen(acting.applied())
    School.objects.filter(pk=builders.BEECH).update(authority="802")
    own = acting.school()
    assert registers.of_school(own, today=acting.TODAY) is None
    head = builders.person("headteacher", authority="802", urns=(builders.BEECH,))
    second = acting.entered(authority="802", kind=Kind.SCHOOL, school=own, by=head)
    assert (second.evidence, second.state) == ((), "applied")
    assert first.evidence
    for code, file in (("801", first), ("802", second)):
        (there,) = registers.current(code, today=acting.TODAY)
        assert there.provider == file.provider
        other = "802" if code == "801" else "801"
        assert registers.one(file.provider.pk, authorities=(other,), today=acting.TODAY) is None
    there = registers.of_school(own, today=acting.TODAY)
    assert there is not None
    assert there.provider == second.provider
    with pytest.raises(CannotTake, match="This school is in the register already"):
        acting.entered(authority="802", kind=Kind.SCHOOL, school=own, by=head)
    School.objects.filter(pk=builders.BEECH).update(
        authority="801"
    )  # and should it come back, it is what it was
    back = registers.of_school(acting.school(), today=acting.TODAY)
    assert back is not None
    assert back.provider == first.provider


def test_the_database_keeps_a_school_once_in_a_register() -> None:
    made = acting.applied().provider
    with pytest.raises(IntegrityError), transaction.atomic():
        Provider.objects.create(
            authority_id="801",
            name="Another name",
            kind=Kind.SCHOOL,
            school=made.school,
            by=made.by,
            at=made.at,
        )


@pytest.mark.django_db(transaction=True)
def test_of_two_who_apply_for_one_school_at_once_one_is_told() -> None:
    head, manager = acting.head(), acting.manager()
    said = at_once.told([lambda: acting.applied(by=head), lambda: acting.applied(by=manager)])
    assert [each == "done" for each in said].count(True) == 1
    assert any("kept, once" in each for each in said)
    assert Provider.objects.filter(school=builders.BEECH).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_is_told() -> None:
    file, principal = acting.checked(), acting.principal()
    said = at_once.told(
        [
            lambda: acting.take(file, "approve", principal, until=UNTIL),
            lambda: acting.take(file, "refuse", principal),
        ]
    )
    assert any("taken this a step further" in each for each in said)
    assert ProviderStep.objects.filter(number=3).count() == 1


def test_whoever_decides_second_on_a_page_that_was_open_is_refused_and_nothing_is_written() -> None:
    file = acting.checked()
    acting.take(file, "approve", acting.principal(), until=UNTIL)
    with pytest.raises(CannotTake, match="Somebody else has taken this a step further"):
        acting.take(file, "refuse", acting.principal())
    assert acting.again(file).state == "approved"


def test_what_is_offered_is_versioned_and_said_by_the_school_or_the_manager() -> None:
    file = acting.applied()
    new = Offering(offers="Two days in our classrooms.", areas=("reading",), phases=("primary",))
    with pytest.raises(PermissionDenied):
        register.offer(file, offering=new, by=acting.principal(), at=AT)
    changed = register.offer(file, offering=new, by=acting.head(), at=AT)
    assert (changed.offer.number, changed.offer.offers, changed.offer.day_rate) == (2, new.offers, None)
    assert changed.offers[0].offers == file.offer.offers
    with pytest.raises(CannotTake, match="already"):
        register.offer(changed, offering=new, by=acting.head(), at=AT)
    other = Offering(offers="Other", areas=("reading",), phases=("primary",))
    with pytest.raises(CannotTake, match="Somebody else"):
        register.offer(file, offering=other, by=acting.manager(), at=AT)


@pytest.mark.parametrize("left_out", Seen.values)
def test_each_kind_of_evidence_is_seen_before_the_check(left_out: str) -> None:
    file = acting.entered()
    for kind in set(Seen.values) - {left_out}:
        until = UNTIL if kind == Seen.INSURANCE else None
        file = steps.see(
            file, kind=kind, words="Seen.", seen_on=AT.date(), until=until, by=acting.manager(), at=AT
        )
    with pytest.raises(TransitionRefused, match="Still to be seen"):
        acting.take(file, "check", acting.manager())


def test_insurance_that_has_lapsed_stops_the_check_and_the_approval() -> None:
    file = acting.again(acting.seen(acting.entered(), insured=AT.date()), days=1)
    with pytest.raises(TransitionRefused, match="insurance ended on 20 November 2026"):
        acting.take(file, "check", acting.manager(), at=AT + acting.A_DAY)
    later = acting.again(acting.checked(file=acting.entered(name="Other")), days=366)
    with pytest.raises(TransitionRefused, match="insurance ended"):
        acting.take(later, "approve", acting.principal(), at=AT + 366 * acting.A_DAY, until=date(2028, 6, 1))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "gossip"}, "what was seen"),
        ({"words": " "}, "what was seen"),
        ({"seen_on": date(2026, 11, 21)}, "up to today"),
        ({"kind": "insurance"}, "until when"),
        ({"until": date(2026, 11, 1)}, "had ended"),
    ],
)
def test_evidence_says_what_was_seen_and_when(given: dict[str, Any], said: str) -> None:
    told: dict[str, Any] = {"kind": "references", "words": "Two heads.", "seen_on": AT.date()}
    with pytest.raises(CannotTake, match=said):
        steps.see(acting.entered(), **{**told, **given}, by=acting.manager(), at=AT)
    assert not ProviderEvidence.objects.exists()


def test_whoever_checked_the_evidence_does_not_approve_even_with_both_posts() -> None:
    both = acting.manager()
    accounts.give_posts(user=both, role="pa", authority_code="801", from_date=AT.date(), urns=())
    file = acting.checked()
    for name in ("approve", "approve_conditions"):
        with pytest.raises(TransitionRefused, match="you checked it"):
            acting.take(file, name, both, **MORE[name])
    assert acting.take(file, "approve", acting.principal(), until=UNTIL).quality.is_current


def test_whoever_saw_one_piece_of_evidence_does_not_approve_either() -> None:
    other = builders.person("pa")
    accounts.give_posts(
        user=other, role="traded_services", authority_code="801", from_date=AT.date(), urns=()
    )
    file = acting.entered()
    file = steps.see(file, kind="references", words="One head.", seen_on=AT.date(), by=other, at=AT)
    file = acting.take(acting.seen(file), "check", acting.manager())
    assert other.pk not in file.checked_by()  # the manager has seen newer references
    file = acting.entered(name="Other")
    file = acting.seen(file)
    file = steps.see(file, kind="references", words="One head.", seen_on=AT.date(), by=other, at=AT)
    with pytest.raises(TransitionRefused, match="you checked it"):
        acting.take(acting.take(file, "check", acting.manager()), "approve", other, until=UNTIL)


def _interest(user: Any, urn: int) -> None:
    interests.declare(
        school=acting.school(urn),
        user=user,
        kind="child",
        reason="A child there.",
        from_date=AT.date(),
        to_date=None,
        by=user,
        at=AT,
    )


def test_who_has_an_interest_in_the_school_stands_aside_from_evidence_and_decisions() -> None:
    file = acting.checked(file=acting.applied())
    _interest(acting.principal(), builders.BEECH)
    _interest(acting.manager(), builders.BEECH)
    with pytest.raises(StandsAside):
        acting.take(file, "approve", acting.principal(), until=UNTIL)
    with pytest.raises(StandsAside):
        acting.seen(file)


def test_who_has_an_interest_in_a_school_of_the_trust_stands_aside_from_the_trust() -> None:
    file = acting.checked(file=acting.entered(name="Hedgerow Learning Trust", kind=Kind.TRUST))
    _interest(acting.principal(), builders.ACADEMY)
    with pytest.raises(StandsAside, match="Juniper Academy, a school of this trust"):
        acting.take(file, "approve", acting.principal(), until=UNTIL)


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("approve", {"until": None}, "until when"),
        ("approve", {"until": AT.date()}, "still to come"),
        ("approve", {"until": date(2030, 1, 1)}, "three years"),
        ("approve_conditions", {"until": UNTIL, "conditions": " "}, "under which conditions"),
        ("approve", {"until": UNTIL, "reasons": " "}, "why it is approved"),
        ("refuse", {"reasons": ""}, "why it is refused"),
    ],
)
def test_a_decision_says_until_when_on_which_conditions_and_why(
    name: str, given: dict[str, Any], said: str
) -> None:
    file = acting.checked()
    with pytest.raises(CannotTake, match=said):
        acting.take(file, name, acting.principal(), **given)
    assert acting.again(file).state == "checked"
