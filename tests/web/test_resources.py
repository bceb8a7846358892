"""The pages of services: an order from the catalogue to finance, a day that is booked and comes back, planning, the forum and bulletins."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import builders
from tests.casework import acting as casework
from tests.resources import acting
from tests.web.test_pages import signed_in
from tests.web.trying import text
from trellis.interfaces.web.resources.presenters import lacks_words
from trellis.resources.actions import catalogue, charges
from trellis.resources.models import Bulletin, Charge, ChargeBatch, DayBooking, Order, Service
from trellis.resources.queries import reviews
from trellis.resources.queries.reviews import Ranked, Ranking
from trellis.resources.queries.worth import SCORE
from trellis.schools.models import School

pytestmark = pytest.mark.django_db
LIST = "/services/"
HERE = f"/schools/{builders.BEECH}/services/"


@pytest.fixture(autouse=True)
def run(monkeypatch: pytest.MonkeyPatch) -> None:
    acting.entitle(monkeypatch)
    builders.screened(authority="802", put_in_force=True)
    builders.screened(put_in_force=True)


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return text(answer.content)


def send(client: Client, address: str, status: int = 302, **given: Any) -> str:
    """Send a form as its page has it, filled in; the address that it leads to, or what it says."""
    form = client.get(address).content.decode()
    seen = re.search(r'name="seen"\s+value="(\d*)"', form)
    assert seen is not None, address
    answer = client.post(address, {"seen": seen[1], **given})
    assert answer.status_code == status, text(answer.content)
    return answer.headers["Location"] if status == 302 else text(answer.content)


SERVICE = {
    "name": "Reading review",
    "about": "Two advisers look at reading.",
    "kind": "teaching",
    "funding": "school",
    "unit": "fixed",
    "price_maintained": "£600.50",
    "price_academy": "750",
    "provider": "The team",
    "phases": ["primary"],
    "areas": ["early-reading"],
}


def test_a_service_is_sold_ordered_delivered_evaluated_charged_and_exported_by_the_forms_of_its_pages() -> (
    None
):
    manager, head = signed_in("traded_services"), signed_in("headteacher")
    assert send(manager, "/services/add/", **SERVICE) == (here := f"/services/{Service.objects.get().pk}/")
    assert "Incomplete" in page(manager, LIST)
    assert "£600.50; for academies and others £750" in page(head, here)
    assert "Order for Beech Lane Primary School" in page(head, here)
    at = send(head, f"{HERE}{Service.objects.get().pk}/order/", quantity="2", wishes="In spring.")
    order = Order.objects.get()
    assert at == f"/services/orders/{order.pk}/"
    assert order.to_pay == 120_100
    assert "Confirm an order, or decline it: Reading review" in page(manager, "/home/")
    send(manager, f"{at}confirm/", reasons="In March.")
    send(manager, f"{at}deliver/", reasons="In two days.")
    assert "Evaluate a service: Reading review" in page(head, "/home/")
    scores = {"quality": "4", "responsiveness": "5", "value": "3"}
    send(head, f"{at}evaluate/", reasons="Books look better.", **scores)
    send(manager, f"{at}charge/", reasons="Nothing.")
    assert "Charged." in page(head, at)
    assert "schools pay £1,201" in page(manager, "/services/charges/")
    assert manager.post("/services/charges/export/", {"authority": "801"}).status_code == 302
    batch = ChargeBatch.objects.get()
    told = manager.get(f"/services/charges/batches/{batch.pk}.csv").content.decode()
    assert "1201.0" in told
    assert manager.post("/services/charges/export/", {"authority": "801"}).status_code == 409
    assert "Fewer than five schools have ordered it" in page(head, here)
    assert "1 order by 1 school" in page(manager, here)


def test_nothing_that_a_school_or_a_service_is_called_runs_in_the_file_for_finance() -> None:
    file = acting.service(name="=cmd|' /C calc'!A0")
    acting.at_state("charged", of=file)
    batch = charges.export(authority="801", by=acting.manager(), at=acting.AT)
    told = signed_in("traded_services").get(f"/services/charges/batches/{batch.pk}.csv").content.decode()
    assert "'=cmd" in told
    assert ",=cmd" not in told


def test_a_head_books_a_day_cancels_it_and_the_balance_is_as_it_was() -> None:
    acting.given(quarters=8)
    head, adviser = signed_in("headteacher"), acting.adviser()
    before = "2 days of 2 days are left for"
    assert before in page(head, HERE)
    day = {"adviser": adviser.pk, "day": "1/3/2027", "quarters": "4", "what": "Look at reading."}
    send(head, f"{HERE}book/", **day)
    assert "1 day of 2 days are left" in page(head, HERE)
    booking = DayBooking.objects.get()
    send(head, f"/services/bookings/{booking.pk}/cancel/", reasons="The leader is away.")
    assert before in page(head, HERE)
    said = send(head, f"{HERE}book/", 409, **{**day, "day": "28/2/2027"})
    assert "weekend" in said
    assert "Look at reading." in said
    assert send(head, f"{HERE}book/", 400, **{**day, "adviser": ""}).count("Choose an adviser") == 2


def test_an_adviser_says_what_was_used_and_the_manager_gives_and_takes_back() -> None:
    manager, own = signed_in("traded_services"), acting.adviser()
    adviser = Client()
    adviser.force_login(own, backend="trellis.accounts.sign_in.EmailBackend")
    send(manager, f"{HERE}days/", quarters="1.25", route="central", why="A new head.")
    assert "1¼ days" in page(manager, HERE)
    assert "quarters of a day" in send(
        manager, f"{HERE}days/", 400, quarters="1.3", route="central", why="So."
    )
    used = {
        "adviser": own.pk,
        "day": "20/11/2026",
        "quarters": "4",
        "what": "Walked the school.",
    }
    send(adviser, f"{HERE}use/", **used)
    assert "¼ day of 1¼ days are left" in page(adviser, HERE)
    row = acting.school().day_movements.get(kind="used")
    send(adviser, f"/services/ledger/{row.pk}/correct/", reasons="Another school.")
    assert "1¼ days of 1¼ days are left" in page(adviser, HERE)
    page(signed_in("headteacher"), f"/services/ledger/{row.pk}/correct/", 403)


def test_what_a_school_is_entitled_to_is_said_with_why() -> None:
    told = page(signed_in("headteacher"), HERE)
    assert "No level is agreed with the school yet" in told
    assert "Every school has days." in told


def test_the_manager_plans_gives_everybody_their_days_and_is_warned_whom_capacity_does_not_reach() -> None:
    casework.in_force(builders.OAK, level=3)
    manager = signed_in("traded_services")
    plan = {"central": "10", "de_delegated": "40", "traded": "0", "budget": "5,000", "note": "The budget."}
    send(manager, "/services/days/plan/", **plan)
    told = page(manager, "/services/days/")
    assert "13 days of central time, and advisers have 10 days: 3 days too few" in told
    assert "Willow Nursery" in told
    send(manager, "/services/days/allocate/")
    assert "5 of 5 schools have been given the days" in page(manager, "/services/days/")
    senior = page(signed_in("spa"), "/services/days/")
    assert "3 days too few" in senior
    assert "Oak Road" not in senior


def test_a_level_is_named_by_no_page_of_services_to_those_who_do_not_read_it() -> None:
    casework.in_force(builders.BEECH, level=3)
    file = acting.ordered(of=acting.service(kind="teaching"))
    manager = signed_in("traded_services")
    plan = {"central": "10", "de_delegated": "1", "traded": "0", "budget": "5,000", "note": "The budget."}
    send(manager, "/services/days/plan/", **plan)
    send(manager, "/services/days/allocate/")
    assert file.order.why_central.startswith("Level 3")
    row = acting.school().day_movements.filter(by_rule=True)[0]
    own, order = HERE, f"/services/orders/{file.order.pk}/"
    for address in (own, order, "/services/days/", f"/services/ledger/{row.pk}/correct/"):
        told = page(manager, address)
        assert "Level" not in told, address
        assert "Central support." not in told, address
    assert "15 days" in page(manager, own)
    assert "The school is entitled to it" in page(manager, order)
    principal = signed_in("pa")
    for address in (own, order, "/services/days/"):
        assert "Level 3" in page(principal, address), address


def test_the_order_of_whom_capacity_does_not_reach_tells_levels_only_to_those_who_read_them() -> None:
    casework.in_force(builders.OAK, level=3)
    plan = {"central": "0", "de_delegated": "0", "traded": "0", "budget": "0", "note": "The budget."}
    send(signed_in("traded_services"), "/services/days/plan/", **plan)
    for role, first, second in (
        ("pa", "Oak Road", "Beech Lane"),
        ("traded_services", "Beech Lane", "Oak Road"),
    ):
        told = page(signed_in(role), "/services/days/")
        assert told.index(first) < told.index(second)


def test_a_priorities_review_allots_and_refuses_too_much_with_the_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    need = Ranked(rank=1, measure="gaps", name="Gaps", why="So.")
    monkeypatch.setattr(reviews, "ranking", lambda authority, *, today: Ranking(needs=(need,), nothing=""))
    manager = signed_in("traded_services")
    plan = {"central": "10", "de_delegated": "0", "traded": "0", "budget": "5000", "note": "The budget."}
    send(manager, "/services/days/plan/", **plan)
    told = {"days1": "11", "money1": "1000", "conclusion": "Gaps first."}
    assert "11 days are allotted of 10 days, 1 day too many" in send(
        manager, "/services/priorities/review/", 409, **told
    )
    send(manager, "/services/priorities/review/", **{**told, "days1": "4"})
    said = page(manager, "/services/priorities/")
    assert "Left free In all 6 days £4,000" in said


def test_a_school_that_is_neither_is_no_academy_on_charges_in_their_file_and_in_the_report() -> None:
    School.objects.filter(pk=builders.BEECH).update(relationship="independent")
    file = acting.at_state("charged", of=acting.service(funding="split", share=25, for_academies=False))
    manager = signed_in("traded_services")
    assert "Beech Lane Primary School Other" in page(manager, "/services/charges/")
    batch = charges.export(authority="801", by=acting.manager(), at=acting.AT)
    told = signed_in("traded_services").get(f"/services/charges/batches/{batch.pk}.csv").content.decode()
    assert ",Other," in told
    assert "Academy" not in told
    assert file.order.central == 0  # what is not for academies is not for others either
    report = signed_in("traded_services").get("/services/forum/").content.decode()
    assert "Other schools by the level on the day" in report


def test_the_report_to_the_forum_names_no_school_and_lists_what_lacks_a_note() -> None:
    service = acting.service()
    acting.at_state("charged", of=service)
    member = signed_in("forum_member")
    told = page(member, "/services/forum/")
    assert "Beech Lane" not in told
    assert "1 of 1 activity has no best-value note: Reading review" in told
    assert "Hidden" in told
    file = member.get("/services/forum/report.csv").content.decode()
    assert "Hidden: few schools" in file
    assert "600" not in file
    send(
        signed_in("traded_services"),
        f"/services/{service.service.pk}/value/",
        compare="Cheaper than two others.",
    )
    assert "Each of 1 activity has a best-value note" in page(member, "/services/forum/")
    page(member, LIST, 403)


def test_a_bulletin_is_read_by_a_button_and_its_sender_sees_where_it_was_not() -> None:
    manager, head = signed_in("traded_services"), signed_in("headteacher")
    at = send(manager, "/services/bulletins/send/", title="A new framework", text="From April.")
    told = Bulletin.objects.get()
    assert "Not read yet" in page(head, "/services/bulletins/")
    assert head.post(f"{at}read/").headers["Location"] == at
    assert "You have read it" in page(head, at)
    said = page(manager, at)
    assert "Read at 1 of 5 schools" in said
    assert "Oak Road School" in said.split("Schools at which nobody has")[1]
    assert "Oak Road School" not in page(head, at)
    assert manager.post(f"/services/bulletins/{told.pk}/read/").status_code == 403


def test_a_head_is_told_of_a_bulletin_at_home_and_among_notices_until_they_read_it() -> None:
    manager, head, governor = signed_in("traded_services"), signed_in("headteacher"), signed_in("governor")
    at = send(manager, "/services/bulletins/send/", title="A new framework", text="From April.")
    assert "Read a bulletin: A new framework" in page(head, "/home/")
    assert f'href="{at}"' in head.get("/home/").content.decode()
    assert "sent a bulletin to every school Bulletins" in page(head, "/notices/")
    assert "Read a bulletin" not in page(manager, "/home/")
    assert "Read a bulletin" not in page(signed_in("headteacher", authority="802"), "/home/")
    assert "sent a bulletin" not in page(signed_in("headteacher", authority="802"), "/notices/")
    assert "Read a bulletin" not in page(governor, "/home/")
    head.post(f"{at}read/")
    assert "Read a bulletin" not in page(head, "/home/")


def test_the_catalogue_is_filtered_and_an_empty_one_says_what_to_do() -> None:
    assert "Add the first service" in page(signed_in("traded_services"), LIST)
    acting.service()
    acting.service(name="A levels", phases=("sixteen_plus",), areas=(), funding="central")
    manager = signed_in("traded_services")
    assert "A levels" not in page(manager, f"{LIST}?phase=primary")
    assert "Reading review" not in page(manager, f"{LIST}?funding=central")
    assert "No service is like that" in page(manager, f"{LIST}?funding=split&phase=primary")
    assert "Reading review" in page(manager, f"{LIST}?phase=none-such")


def test_a_service_of_which_fewer_than_five_schools_have_said_is_flagged_as_having_no_score_to_show() -> None:
    service = acting.service()
    acting.at_state("evaluated", of=service)
    told = "Incomplete Feedback of fewer than five schools: not shown"
    for role in ("traded_services", "pa"):
        assert told in page(signed_in(role), LIST)
    assert f"{told}." in page(signed_in("traded_services"), f"{LIST}{service.service.pk}/")


@pytest.mark.parametrize(
    ("lacks", "said"),
    [
        ((), ""),
        (("cost",), "No cost"),
        (("cost", "take-up", "feedback"), "No cost, take-up or feedback"),
        (("cost", SCORE), "No cost. Feedback of fewer than five schools: not shown"),
    ],
)
def test_what_a_service_lacks_is_said_in_words(lacks: tuple[str, ...], said: str) -> None:
    assert lacks_words(lacks) == said


def test_a_change_keeps_old_orders_and_a_form_that_has_moved_on_keeps_what_was_typed() -> None:
    file, keeper = acting.service(), acting.manager()
    manager = Client()
    manager.force_login(keeper, backend="trellis.accounts.sign_in.EmailBackend")
    address = f"/services/{file.service.pk}/change/"
    form = manager.get(address).content.decode()
    assert 'value="600"' in form or 'value="600.00"' in form or 'value="6E+2"' in form
    catalogue.change(file, words=acting.words(name="By another"), by=keeper, at=acting.AT)
    answer = manager.post(address, {**SERVICE, "name": "Mine", "seen": "1"})
    assert answer.status_code == 409
    assert "This has moved on" in text(answer.content)
    assert "Mine</textarea>" in answer.content.decode()


def test_an_order_whose_price_for_the_school_has_changed_is_not_taken_before_it_is_read() -> None:
    file, head = acting.service(), signed_in("headteacher")
    address = f"{HERE}{file.service.pk}/order/"
    seen = re.search(r'name="seen"\s+value="(\d+)"', head.get(address).content.decode())
    assert seen is not None
    School.objects.filter(pk=builders.BEECH).update(relationship="academy")
    sent = {"seen": seen[1], "quantity": "1", "wishes": "In spring."}
    answer = head.post(address, sent)
    assert answer.status_code == 409
    assert "£750" in text(answer.content)
    assert "In spring." in text(answer.content)
    send(head, address, quantity="1", wishes="In spring.")
    assert Order.objects.get().to_pay == 75_000


def test_a_charge_is_credited_with_what_is_paid_instead() -> None:
    acting.at_state("charged")
    charge, manager = Charge.objects.get(), signed_in("traded_services")
    send(manager, f"/services/charges/{charge.pk}/credit/", why="One day was not given.", instead="300")
    told = page(manager, "/services/charges/")
    assert "Credited" in told
    assert "Credit: Reading review × 1 One day was not given." in told
    assert "schools pay £300" in told


@pytest.mark.parametrize("role", ["headteacher", "chair", "trust_officer", "sia", "traded_services"])
def test_a_school_reads_its_charges_and_why_one_was_credited(role: str) -> None:
    acting.at_state("charged")
    assert "Reading review × 1 £600 £0 Not credited" in page(signed_in(role), HERE)
    charges.credit(
        Charge.objects.get(), why="One day was not given.", instead=30_000, by=acting.manager(), at=acting.AT
    )
    told = page(signed_in(role), HERE)
    day = "20 November 2026"
    assert f"{day} Reading review × 1 £600 £0 Credited in whole on {day}: One day was not given." in told
    assert f"{day} Reading review × 1 £300 £0 Not credited" in told
    assert "−£600" not in told


@pytest.mark.parametrize("role", ["governor", "clerk", "executive_member", "forum_member"])
def test_who_does_not_read_the_services_of_a_school_reads_no_charge(role: str) -> None:
    acting.at_state("charged")
    assert signed_in(role).get(HERE).status_code in (403, 404)
    assert "Reading review" not in signed_in(role).get(HERE).content.decode()


def test_a_charge_of_the_authority_before_is_read_by_the_school_and_not_by_its_new_authority() -> None:
    acting.at_state("charged")
    charges.credit(Charge.objects.get(), why="They left.", by=acting.manager(), at=acting.AT)
    School.objects.filter(pk=builders.BEECH).update(authority="802")
    by = builders.person("traded_services", authority="802")
    client = Client()
    client.force_login(by, backend="trellis.accounts.sign_in.EmailBackend")
    assert "The school was charged nothing yet" in page(client, HERE)
    head = builders.person("headteacher", authority="802", urns=(builders.BEECH,))
    client.force_login(head, backend="trellis.accounts.sign_in.EmailBackend")
    assert "They left." in page(client, HERE)


@pytest.mark.parametrize("odd", ["002027", "00202799", "002027" + "9" * 5000, "²⁰²⁷", "2027 ", "-2027", ""])
def test_a_year_that_is_none_of_the_choices_is_not_there(odd: str) -> None:
    assert signed_in("traded_services").get(HERE, {"year": odd}).status_code == 404


def test_another_authority_reads_and_does_nothing_here() -> None:
    file = acting.ordered()
    for role, urns in (("traded_services", ()), ("headteacher", (builders.OTHER,))):
        client = Client()
        client.force_login(
            builders.person(role, authority="802", urns=urns), backend="trellis.accounts.sign_in.EmailBackend"
        )
        assert "Reading review" not in page(client, LIST)
        for address in (
            HERE,
            f"/services/orders/{file.order.pk}/",
            f"/services/{file.order.version.service_id}/",
        ):
            page(client, address, 404)


@pytest.mark.parametrize("name", ["services", "service_orders", "charges", "adviser_days"])
def test_the_number_of_queries_does_not_grow_with_what_there_is(name: str) -> None:
    address = reverse(name)

    def asked() -> int:
        manager = signed_in("traded_services")
        manager.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert manager.get(address).status_code == 200
        return len(seen)

    acting.at_state("charged", of=acting.service(name="First"))
    few = asked()
    for n in range(4):
        acting.at_state("charged", of=acting.service(name=f"Other {n}"))
    assert asked() <= few
