"""The pages of providers: the register narrowed, one through its steps with two people, and what readers do not see."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import builders
from tests.providers import acting
from tests.web.test_pages import OWN
from tests.web.trying import text
from trellis.providers.models import Kind, Provider
from trellis.schools.models import School
from trellis.screening.models import Run

pytestmark = pytest.mark.django_db
LIST = "/providers/"
BEECH = f"/schools/{builders.BEECH}/provider/"
OFFER = {
    "offers": "Mornings in our classrooms.",
    "areas": ["reading"],
    "phases": ["primary"],
    "day_rate": "250",
    "seen": str(builders.BEECH),
}


@pytest.fixture(autouse=True)
def run() -> Run:
    builders.screened(authority="802")
    return builders.screened()


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return text(answer.content)


def of_role(role: str, *, urns: tuple[int, ...] = (builders.BEECH,), **more: Any) -> Client:
    """A browser in which somebody of a role has signed in; of a school’s own roles, at these schools."""
    made = Client()
    at = {"urns": urns} if role in OWN else {}
    made.force_login(builders.person(role, **at, **more), backend="trellis.accounts.sign_in.EmailBackend")
    return made


def send(client: Client, address: str, **given: object) -> Any:
    """Send a form as it was shown, filled in."""
    shown = client.get(address)
    seen = re.search(r'name="seen"\s+value="(\d+)"', shown.content.decode())
    assert seen is not None, address
    return client.post(address, {"seen": seen[1], **given})


def address_of(provider: Provider | int) -> str:
    return f"/providers/{provider if isinstance(provider, int) else provider.pk}/"


def test_a_school_applies_is_checked_and_approved_by_another_and_all_read_it() -> None:
    head, manager, principal = of_role("headteacher"), of_role("traded_services"), of_role("pa")
    assert "Apply as a provider for Beech Lane Primary School" in page(head, LIST)
    answer = send(head, BEECH, **OFFER)
    assert answer.status_code == 302
    place = answer.url
    today = timezone.localdate()
    for kind in ("references", "safeguarding", "insurance", "outcomes"):
        until = f"{today.day}/{today.month}/{today.year + 1}" if kind == "insurance" else ""
        sent = send(
            manager,
            f"{place}evidence/",
            kind=kind,
            words="Seen.",
            seen_on=f"{today.day}/{today.month}/{today.year}",
            until=until,
        )
        assert sent.status_code == 302, text(sent.content)
    assert send(manager, f"{place}check/", reasons="All seen.").status_code == 302
    assert manager.get(f"{place}approve/").status_code == 403
    until = today + timedelta(days=200)
    sent = send(
        principal, f"{place}approve/", reasons="Yes.", until=f"{until.day}/{until.month}/{until.year}"
    )
    assert sent.status_code == 302
    said = f"Approved until {until.day} {until:%B %Y}"
    for role in ("headteacher", "governor", "system_leader", "sia"):
        assert said in page(of_role(role), place)
    assert "Certificate of quality" in page(of_role("governor", urns=(builders.OAK,)), f"{place}certificate/")


def test_who_is_not_of_the_authority_or_the_school_reads_the_quality_and_not_the_evidence() -> None:
    file = acting.approved(file=acting.applied())
    place = address_of(file.provider)
    for client in (
        of_role("governor", urns=(builders.OAK,)),
        of_role("system_leader"),
        of_role("headteacher", urns=(builders.OAK,)),
    ):
        said = page(client, place)
        assert "Approved until 20 November 2027" in said
        assert "It is as it should be." not in said
        assert "Every step so far" not in said
    for role in ("headteacher", "traded_services", "pa", "auditor"):
        assert "It is as it should be." in page(of_role(role), place)


def test_the_register_is_narrowed_by_kind_area_phase_and_quality_and_an_odd_address_narrows_nothing() -> None:
    acting.approved(
        file=acting.entered(name="Approved company"), until=timezone.localdate() + timedelta(days=100)
    )
    acting.entered(name="Waiting hub", kind=Kind.HUB, areas=("attendance",), phases=("secondary",))
    client = of_role("sitl")
    names = {"Approved company", "Waiting hub"}

    def shown(query: str) -> set[str]:
        said = page(client, f"{LIST}?{query}")
        return {name for name in names if name in said}

    assert shown("") == names
    assert shown("kind=hub") == shown("area=attendance") == shown("phase=secondary") == {"Waiting hub"}
    assert shown("quality=waiting") == {"Waiting hub"}
    assert shown("quality=current") == shown("area=mathematics") == {"Approved company"}
    assert shown("quality=ended") == set()
    assert "No provider is like that" in page(client, f"{LIST}?quality=ended")
    assert shown("kind=nothing") == names
    assert "is none of the choices" in page(client, f"{LIST}?kind=nothing")


def test_an_empty_register_and_an_empty_list_say_what_to_do_next() -> None:
    client = of_role("pa")
    assert "The traded-services manager enters providers, and a headteacher applies" in page(client, LIST)
    assert "No approval ends within 60 days" in page(client, f"{LIST}ending/")


def test_an_approval_that_has_ended_is_listed_and_has_no_certificate() -> None:
    file = acting.approved(until=builders.AS_OF + timedelta(days=1))
    client = of_role("pa")
    assert "Lantern Learning" in page(client, f"{LIST}ending/")
    assert "Its approval ended on 21 November 2026" in page(client, address_of(file.provider))
    page(client, f"{address_of(file.provider)}certificate/", 404)


def test_what_is_wrong_is_said_in_a_sentence_and_nothing_typed_is_lost() -> None:
    manager = of_role("traded_services")
    answer = send(
        manager, f"{LIST}enter/", kind="company", name="", offers="Coaching in number.", areas=["mathematics"]
    )
    assert answer.status_code == 400
    said = text(answer.content)
    assert "Choose at least one phase" in said
    assert "Coaching in number." in said
    answer = send(
        manager,
        f"{LIST}enter/",
        kind="company",
        name="",
        offers="Coaching.",
        areas=["mathematics"],
        phases=["primary"],
    )
    assert answer.status_code == 409
    assert "Say what the provider is called." in text(answer.content)
    assert not Provider.objects.exists()


def test_a_decision_on_a_page_that_was_open_while_somebody_else_decided_is_not_taken() -> None:
    file = acting.checked()
    place = address_of(file.provider)
    client = of_role("pa")
    seen = re.search(r'name="seen"\s+value="(\d+)"', client.get(f"{place}refuse/").content.decode())
    assert seen is not None
    acting.take(file, "approve", acting.principal(), until=acting.A_YEAR_ON)
    answer = of_role("pa").post(f"{place}refuse/", {"seen": seen[1], "reasons": "No school could be named."})
    assert answer.status_code == 409
    assert "No school could be named." in text(answer.content)
    assert acting.again(file).state == "approved"


def test_a_step_that_would_be_refused_says_why_before_somebody_writes_for_it() -> None:
    file = acting.entered()
    assert "Still to be seen: references" in page(
        of_role("traded_services"), f"{address_of(file.provider)}check/"
    )


def test_another_authoritys_provider_is_not_found() -> None:
    file = acting.entered()
    other = of_role("traded_services", authority="802")
    for part in ("", "offer/", "evidence/", "certificate/", "check/"):
        page(other, f"{address_of(file.provider)}{part}", 404)
    page(other, f"{LIST}?authority=801", 404)


def test_a_school_that_has_moved_applies_by_the_form_at_its_new_authority_and_reads_its_own_page_there() -> (
    None
):
    old = acting.seen(acting.applied()).provider
    School.objects.filter(pk=builders.BEECH).update(authority="802")
    head = of_role("headteacher", authority="802")
    page(head, address_of(old), 404)
    answer = send(
        head,
        f"/schools/{builders.BEECH}/provider/",
        offers="Phonics.",
        areas=["early-reading"],
        phases=["primary"],
    )
    assert answer.status_code == 302, text(answer.content)
    new = Provider.objects.get(authority="802")
    assert answer.headers["Location"] == address_of(new)
    assert "It is as it should be." not in page(head, address_of(new))
    assert f'href="{address_of(old)}"' not in head.get(LIST).content.decode()
    manager = of_role("traded_services")
    assert f'href="{address_of(new)}"' not in manager.get(LIST).content.decode()
    page(manager, address_of(new), 404)
    assert "It is as it should be." in page(manager, address_of(old))


def test_the_number_of_queries_of_the_register_does_not_grow() -> None:
    def asked() -> int:
        client = of_role("sitl")
        client.get(LIST)
        with CaptureQueriesContext(connection) as found:
            client.get(LIST)
        return len(found)

    acting.entered(name="First")
    first = asked()
    for number in range(5):
        acting.approved(file=acting.entered(name=f"Another {number}"))
    assert asked() == first


def test_support_leads_to_the_registers() -> None:
    said = page(of_role("headteacher"), "/support/")
    assert "Providers of support" in said
    assert "System leaders" in said
    assert "Your page as a system leader" not in said
    assert "Your page as a system leader" in page(of_role("system_leader"), "/support/")
