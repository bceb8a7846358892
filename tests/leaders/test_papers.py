"""Protocols in force and accepted for each route, and the documents of the scheme."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tests import at_once, builders
from tests.leaders import acting
from trellis.activity.models import Event, Verb
from trellis.casework.actions.taking import CannotTake
from trellis.leaders.actions import papers
from trellis.leaders.models import Protocol
from trellis.leaders.queries import papers as reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
AT, TODAY = acting.AT, acting.TODAY


def accept(file: Any, protocol: Protocol, route: str = "school", by: Any = None) -> Any:
    return papers.accept(file, protocol, routes=(route,), by=by or acting.person(), at=AT)


def test_the_newest_that_binds_holds_for_each_of_its_routes() -> None:
    first = acting.protocol()
    second = acting.protocol(route="authority")
    to_come = acting.protocol(from_date=TODAY + timedelta(days=30))
    assert [each.number for each in (first, second, to_come)] == [1, 2, 3]
    now = reading.in_force("801", today=TODAY)
    assert (now["school"], now["authority"]) == (first, second)
    later = reading.in_force("801", today=TODAY + timedelta(days=30))
    assert (later["school"], later["authority"]) == (to_come, to_come)
    assert reading.in_force("802", today=TODAY) == {}
    assert reading.protocol(first.pk, authorities=("802",), today=TODAY) is None


def test_a_leader_accepts_for_each_route_and_anew_when_a_newer_one_binds() -> None:
    file, first = acting.own(), acting.protocol()
    assert file.accepted == {}
    file = accept(accept(file, first), first, "authority")
    assert file.accepted == {"school": 1, "authority": 1}
    second = acting.protocol(route="authority")
    with pytest.raises(CannotTake, match="newer protocol"):
        accept(file, first, "authority")
    assert accept(file, second, "authority").accepted == {"school": 1, "authority": 2}
    with pytest.raises(CannotTake, match="not for that route"):
        accept(file, second, "school")
    with pytest.raises(CannotTake, match="already"):
        accept(file, first, "school")


def test_several_routes_are_accepted_at_once_for_all_of_them_or_for_none() -> None:
    file, first = acting.own(), acting.protocol()
    accept(file, first, "authority")
    before = Event.objects.count()
    for routes, said in (
        (("school", "authority"), "already: the authority brokers"),
        (("school", "nowhere"), "not for that route"),
        ((), "at least one route"),
    ):
        with pytest.raises(CannotTake, match=said):
            papers.accept(file, first, routes=routes, by=acting.person(), at=AT)
    assert acting.again(file).accepted == {"authority": 1}
    assert Event.objects.count() == before
    second = acting.protocol()
    told = papers.accept(file, second, routes=("school", "authority", "school"), by=acting.person(), at=AT)
    assert told.accepted == {"school": 2, "authority": 2}
    assert Event.objects.filter(verb=Verb.PROTOCOL_ACCEPTED, subject__contains="protocol 2").count() == 2


def test_nobody_accepts_for_a_leader_who_can_and_the_keeper_records_it_for_one_without_an_account() -> None:
    protocol, file = acting.protocol(), acting.own()
    for by in (acting.keeper(), acting.head(), acting.principal()):
        with pytest.raises(PermissionDenied):
            accept(file, protocol, by=by)
    outside = acting.designated(None, name="Outside")
    assert accept(outside, protocol, by=acting.keeper()).accepted == {"school": 1}
    with pytest.raises(PermissionDenied):
        accept(outside, protocol, by=acting.person())


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"route": "sideways"}, "which route"),
        ({"title": " "}, "what the protocol is called"),
        ({"text": " "}, "Write the text"),
        ({"text": "x" * 20_001}, "20,000"),
        ({"from_date": date(2026, 11, 19)}, "from today"),
    ],
)
def test_a_protocol_says_for_what_and_from_when(more: dict[str, Any], said: str) -> None:
    with pytest.raises(CannotTake, match=said):
        acting.protocol(**more)
    assert not Protocol.objects.exists()


def test_protocols_and_documents_are_made_by_who_keeps_the_register() -> None:
    for role in ("headteacher", "system_leader", "traded_services", "director"):
        by = builders.person(role, urns=(builders.BEECH,) if role == "headteacher" else ())
        with pytest.raises(PermissionDenied):
            papers.make_protocol(
                authority="801", route="both", title="x", text="x", from_date=TODAY, by=by, at=AT
            )
        with pytest.raises(PermissionDenied):
            papers.add_document(authority="801", title="x", text="x", by=by, at=AT)


@pytest.mark.django_db(transaction=True)
def test_two_protocols_that_are_made_at_once_have_two_numbers_or_one_is_told() -> None:
    keeper, principal = acting.keeper(), acting.principal()

    def make(by: Any) -> Any:
        return papers.make_protocol(
            authority="801", route="both", title="x", text="x", from_date=TODAY, by=by, at=AT
        )

    said = at_once.told([lambda: make(keeper), lambda: make(principal)])
    numbers = sorted(Protocol.objects.values_list("number", flat=True))
    assert numbers == list(range(1, said.count("done") + 1))


def test_a_document_of_the_same_title_is_its_next_version_and_the_newest_is_listed() -> None:
    def add(text: str) -> Any:
        return papers.add_document(authority="801", title="Guide", text=text, by=acting.keeper(), at=AT)

    first, second = add("One."), add("Two.")
    assert reading.documents("801", today=TODAY) == [second]
    assert reading.versions(first, today=TODAY) == [second, first]
    with pytest.raises(CannotTake, match="already"):
        add("Two.")
    assert reading.document(first.pk, authorities=("802",), today=TODAY) is None
