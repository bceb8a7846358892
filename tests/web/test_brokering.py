"""The pages of support: who reads what on either side, what each step shows, and what is never told."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.brokering import acting
from tests.brokering.acting import AT, HELPED, HELPS
from tests.casework import acting as casework
from tests.web.trying import text as words_of
from trellis.accounts import access
from trellis.accounts.models import User
from trellis.brokering.actions import giving, matches
from trellis.brokering.models import Support
from trellis.brokering.queries import candidates
from trellis.notices import calendar_file
from trellis.notices.queries import ahead
from trellis.providers.models import Provider
from trellis.schools import data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
LIST = "/support/brokered/"


@pytest.fixture
def screened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "warehouse", lambda: None)
    builders.screened(authority="802")
    builders.screened()


def text(reader: Client, address: str) -> str:
    """What a page says, which opens."""
    answer = reader.get(address)
    assert answer.status_code == 200, address
    return words_of(answer.content)


def client(user: User) -> Client:
    made = Client()
    made.force_login(user, backend="trellis.accounts.sign_in.EmailBackend")
    return made


def test_the_school_that_would_help_reads_of_it_once_it_is_offered_and_neither_checks_nor_ranking() -> None:
    casework.in_force(HELPED, level=3)
    file = acting.checked(acting.with_terms(acting.matched()))
    giver, address = client(acting.head(HELPS)), f"{LIST}{file.support.pk}/"
    assert giver.get(address).status_code == 404
    assert "nothing yet" in text(giver, f"/schools/{HELPS}/support/")
    acting.take(file, "offer", acting.broker())
    said = text(giver, address)
    assert "Teachers of Reception need" in said
    for hidden in ("The checks", "Why they were chosen", "Level 3", "level 3", "Support plan"):
        assert hidden not in said
    assert "Accept for those who would help" in said


def test_a_page_of_support_says_what_comes_next_who_does_it_and_links_only_what_is_the_reader_s() -> None:
    file = acting.offered()
    head = client(acting.head()).get(f"{LIST}{file.support.pk}/").content.decode()
    assert "Accept for those who would help" in head
    assert f"{LIST}{file.support.pk}/step/accept/" not in head
    assert (
        f"{LIST}{file.support.pk}/step/accept/"
        in client(acting.head(HELPS)).get(f"{LIST}{file.support.pk}/").content.decode()
    )


def test_a_need_is_asked_and_leads_to_who_could_help() -> None:
    acting.provider()
    answer = client(acting.head()).post(
        f"/schools/{HELPED}/support/ask/",
        {
            "route": "school",
            "what": "Phonics in Reception.",
            "hoped": "The same lesson in every class.",
            "areas": ["early-reading"],
            "seen": HELPED,
        },
    )
    made = Support.objects.get()
    assert answer.headers["Location"] == f"{LIST}{made.pk}/find/"
    said = text(client(acting.head()), f"{LIST}{made.pk}/find/")
    assert "1. Beech Lane Primary School" in said
    assert "Fits the need: early reading is one of its areas" in said


def test_what_was_typed_stays_where_a_need_is_refused() -> None:
    answer = client(acting.head()).post(
        f"/schools/{HELPED}/support/ask/",
        {
            "route": "school",
            "what": "Phonics in Reception.",
            "hoped": "",
            "areas": ["early-reading"],
            "seen": HELPED,
        },
    )
    assert answer.status_code == 400
    said = answer.content.decode()
    assert "Say what is to be different afterwards" in said
    assert "Phonics in Reception." in said
    assert not Support.objects.exists()


def test_a_head_is_told_discreetly_who_is_held_back_and_an_adviser_why() -> None:
    casework.in_force(HELPS, level=3)
    acting.provider()
    file = acting.needed(route="school")
    assert "Cannot be asked at present" in text(client(acting.head()), f"{LIST}{file.support.pk}/find/")
    told = text(client(acting.principal()), f"{LIST}{file.support.pk}/find/")
    assert "It needs its own strength at present" in told
    assert "level 3" not in told.lower()


def test_a_head_cannot_tell_a_school_of_level_3_from_one_that_helps_as_many_as_it_is_asked_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(candidates, "MOST_HELPED", 1)
    casework.in_force(HELPS, level=3)
    for urn in (HELPS, builders.ELM):
        acting.leader(urn, behind=acting.provider(urn))
    other = acting.needed(builders.ACADEMY)
    other = matches.match(
        other,
        chosen=acting.chosen(Provider.objects.get(school=builders.ELM)),
        reasons="Near.",
        by=acting.broker(),
        at=AT,
    )
    acting.take(acting.checked(acting.with_terms(other)), "offer", acting.broker())
    file = acting.needed(route="school")
    find = f"{LIST}{file.support.pk}/find/"

    def reasons(reader: User) -> dict[str, list[str]]:
        shown = client(reader).get(find).content.decode()
        told = shown[shown.index('id="not-offered"') : shown.index('id="weights"')]
        rows = re.findall(r'<th scope="row">\s*([^<&]*).*?<ul.*?>(.*?)</ul>', told, re.DOTALL)
        return {who.strip(): re.findall(r"<li>(.*?)</li>", said, re.DOTALL) for who, said in rows}

    assert "Nobody in the registers offers this and could give it now" in text(client(acting.head()), find)
    told = reasons(acting.head())
    assert len(told) == 4
    assert set(map(tuple, told.values())) == {("Cannot be asked at present.",)}
    true = {each for said in reasons(acting.principal()).values() for each in said}
    assert true == {
        "It needs its own strength at present.",
        "Their school needs its own strength at present.",
        "It helps as many schools as one school is asked to at once.",
        "Their school helps as many schools as one school is asked to at once.",
    }


def test_a_school_that_helps_as_many_as_it_is_asked_to_is_held_back_whole_and_may_be_chosen_with_a_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = acting.offered()
    need = acting.needed(builders.ELM)
    for most, held in ((1, True), (2, False)):
        monkeypatch.setattr(candidates, "MOST_HELPED", most)
        known = candidates.field("801", today=acting.TODAY)
        for support, full in ((need.support, held), (file.support, False)):  # its own school is no other
            told = candidates.candidates(known, support, relevance={}, held=None)
            assert [each.full for each in told] == [full]
    monkeypatch.setattr(candidates, "MOST_HELPED", 1)
    said = text(client(acting.principal()), f"{LIST}{need.support.pk}/find/")
    assert "Choose all the same, with a reason" in said


def test_an_adviser_is_told_discreetly_of_schools_whose_level_they_do_not_read() -> None:
    casework.in_force(HELPS, level=3)
    acting.provider()
    file = acting.needed()
    said = text(client(acting.adviser()), f"{LIST}{file.support.pk}/find/")
    assert "Cannot be asked at present" in said
    assert "its own strength" not in said


def test_the_traded_services_manager_is_not_told_the_level_or_the_plan_by_the_need() -> None:
    file = acting.needed()
    manager = client(builders.person("traded_services"))
    for address in (f"{LIST}{file.support.pk}/", f"{LIST}{file.support.pk}/find/"):
        assert "It asked for it." in text(client(acting.principal()), address)
        said = text(manager, address)
        assert "Teachers of Reception need" in said
        assert "It asked for it." not in said
        assert "An adviser asked for the school" not in said


def test_one_who_is_held_back_for_a_firm_reason_cannot_be_chosen_by_its_address() -> None:
    casework.in_force(HELPS, level=3)
    by = acting.provider()
    file = acting.needed()
    address = f"{LIST}{file.support.pk}/find/provider/{by.pk}/"
    answer = client(acting.broker()).post(address, {"why": "Near.", "seen": 1})
    assert answer.status_code == 409
    assert "its own strength" in answer.content.decode()
    assert acting.again(file).match is None


def test_the_list_is_narrowed_and_an_unknown_filter_is_said() -> None:
    acting.offered()
    acting.needed(route="school")
    pa = client(acting.principal())
    assert "1 support of 2" in text(pa, f"{LIST}?route=school")
    assert "1 support of 2" in text(pa, f"{LIST}?stage=looking&route=authority")
    assert "There is no filter “wages”" in text(pa, f"{LIST}?stage=wages")


def test_the_list_takes_no_more_queries_for_more_supports() -> None:
    pa = client(acting.principal())
    acting.offered()
    pa.get(LIST)
    with CaptureQueriesContext(connection) as one:
        pa.get(LIST)
    acting.needed()
    acting.needed()
    with CaptureQueriesContext(connection) as three:
        pa.get(LIST)
    assert len(three) <= len(one)


def test_what_giving_schools_carry_stands_beside_their_level_for_those_who_read_it() -> None:
    casework.in_force(HELPS, level=2)
    acting.signed(acting.accepted())
    said = text(client(acting.principal()), "/support/load/")
    assert re.search(r"Beech Lane Primary School.*Oak Road.*4 days.*Level 2.*Look at this", said, re.DOTALL)
    assert "Level 2" not in text(client(builders.person("traded_services")), "/support/load/")


def test_every_check_that_was_passed_over_is_reported_with_its_reason() -> None:
    pa = client(acting.principal())
    assert "No check was passed over" in text(pa, "/support/passed-over/")
    acting.checked(acting.with_terms(acting.matched(acting.provider(until=None))), quality="Nobody else can.")
    said = text(client(acting.principal()), "/support/passed-over/")
    assert "Nobody else can." in said
    assert "Nobody has checked its quality yet" in said


def test_what_came_of_support_says_that_nothing_was_given_yet_or_how_few() -> None:
    pa = client(acting.principal())
    assert "No support has been given to its end yet" in text(pa, "/support/impact/")
    acting.completed()
    said = text(client(acting.principal()), "/support/impact/")
    assert "None of its supports named a figure" in said
    assert "Fewer than five" in said


def test_what_waits_stands_at_home_and_on_the_page_of_what_is_due() -> None:
    file = acting.offered()
    assert "Answer whether you could help" in text(client(acting.head(HELPS)), "/home/")
    assert "Answer whether you could help" not in text(client(acting.head()), "/home/")
    assert "Answer whether you could help" in text(client(acting.principal()), "/due/?kind=brokered")
    acting.take(file, "accept", acting.head(HELPS))
    assert "Sign the terms of support" in text(client(acting.head()), "/home/")


def test_a_step_of_those_who_broker_stands_at_the_home_of_who_matched_it_and_on_everybody_s_list() -> None:
    acting.matched()
    assert "Say the terms of support" in text(client(acting.broker()), "/home/")
    assert "Say the terms of support" not in text(client(acting.principal()), "/home/")
    assert "Say the terms of support" in text(client(acting.principal()), "/due/?kind=brokered")


def test_a_second_authority_is_told_nothing() -> None:
    file = acting.offered()
    stranger = client(builders.person("pa", authority="802"))
    assert stranger.get(f"{LIST}{file.support.pk}/").status_code == 404
    assert stranger.get(f"{LIST}?authority=801").status_code == 404
    assert "Oak Road" not in text(stranger, LIST)


def test_the_way_in_leads_a_school_s_people_to_their_own_first() -> None:
    said = client(acting.head()).get("/support/").content.decode()
    assert f"/schools/{HELPED}/support/" in said
    assert f"/schools/{HELPS}/support/" not in said
    assert "/schools/" not in client(acting.principal()).get("/support/").content.decode().split("<main")[1]


def test_what_support_asks_for_is_in_one_s_calendar_and_digest_and_says_nothing_of_what_it_is() -> None:
    acting.offered()
    head = acting.head(HELPS)
    held = access.of(head, on=acting.TODAY)
    items = ahead.due_of(head, held=held, today=acting.TODAY)
    assert [(each.ask.kind, each.ask.page) for each in items] == [("brokered", "school_support")]
    told = calendar_file.written(items, (), at=acting.AT).decode()
    assert "Work with other schools" in told
    assert "phonics" not in told.lower()


def test_a_page_on_which_terms_are_signed_does_not_sign_those_that_came_after_it() -> None:
    file = acting.accepted()
    head, address = client(acting.head()), f"{LIST}{file.support.pk}/sign/receiving/"
    seen = re.search(r'name="seen"\s+value="(\d+)"', head.get(address).content.decode())
    assert seen is not None
    acting.with_terms(file, days=Decimal(9), cost=Decimal(9000))
    answer = head.post(address, {"reasons": "", "seen": seen[1]})
    assert answer.status_code == 409
    assert "9 days" in words_of(answer.content)
    assert acting.again(file).signatures == ()


def test_who_is_asked_next_reads_neither_who_declined_nor_what_was_said_before_nor_of_a_level_or_a_plan() -> (
    None
):
    first = acting.provider(None, name="Hill Hub")
    file = acting.take(acting.offered(first), "decline", acting.broker(), reasons="Hill Hub is too busy.")
    giving.remark(file, words="Not with Beech Lane, please.", by=acting.head(), at=AT)
    later = AT + timedelta(minutes=5)
    file = acting.with_terms(
        matches.match(
            file,
            chosen=acting.chosen(acting.provider()),
            reasons="They teach it.",
            by=acting.broker(),
            at=later,
        ),
        at=later,
        funding="central",
    )
    file = matches.approve_funding(file, reasons="Its level asks for it.", by=acting.principal(), at=later)
    file = acting.take(acting.checked(file, at=later), "offer", acting.broker(), at=later)
    giving.remark(file, words="Glad of it.", by=acting.head(), at=later)
    hidden = (
        "Hill Hub is too busy.",
        "Not with Beech Lane, please.",
        "It asked for it.",
        "An adviser asked for the school",
        "Its level asks for it.",
    )
    address = f"{LIST}{file.support.pk}/"
    giver, school = text(client(acting.head(HELPS)), address), text(client(acting.head()), address)
    for said in hidden:
        assert said not in giver
        assert said in school
    for said in ("They teach it.", "Glad of it."):
        assert said in giver


def test_those_who_help_are_not_told_how_an_adviser_saw_the_school_use_it() -> None:
    file = acting.completed()
    giving.confirm(file, agrees=False, words="It was left to one teacher.", by=acting.adviser(), at=AT)
    address = f"{LIST}{file.support.pk}/"
    assert "left to one teacher" in text(client(acting.head()), address)
    assert "left to one teacher" not in text(client(acting.head(HELPS)), address)


@pytest.mark.parametrize(
    ("logged", "told"),
    [
        (
            ("2", "2"),
            "4 of 6 days were given: £400.00 of the £600.00 agreed will be charged to Oak Road School, in that proportion. The traded-services manager can credit it.",
        ),
        (
            ("1",),
            "1 of 6 days was given: £100.00 of the £600.00 agreed will be charged to Oak Road School",
        ),
        (
            ("3", "3"),
            "6 of 6 days were given: the £600.00 agreed will be charged to Oak Road School. ",
        ),
        (("3", "3", "1"), "7 days were given, more than was agreed: the £600.00 agreed will be charged to"),
        ((), "Nothing was given, so nothing will be charged."),
    ],
)
def test_the_forms_of_ending_and_closing_say_beforehand_what_will_be_charged_to_whom_and_how(
    logged: tuple[str, ...], told: str
) -> None:
    file = acting.given_by_the_team(*logged)
    assert told in text(client(acting.broker()), f"{LIST}{file.support.pk}/step/end/")
    if logged:
        file = acting.take(file, "complete", acting.head())
        assert told in text(client(acting.broker()), f"{LIST}{file.support.pk}/step/close-unheard/")


def test_what_is_charged_to_the_authority_or_by_nobody_is_said_beforehand_too() -> None:
    file = acting.with_terms(acting.accepted(), funding="grant")
    file = matches.approve_funding(file, reasons="Within it.", by=acting.principal(), at=AT)
    given = acting.logged(acting.signed(file))
    said = text(client(acting.broker()), f"{LIST}{given.support.pk}/step/end/")
    assert "1 of 4 days was given: £450.00 of the £1,800.00 agreed will be charged to the grant" in said
    by = acting.provider(builders.ELM)
    own = acting.take(acting.offered(by), "accept", acting.head(builders.ELM))
    said = text(client(acting.broker()), f"{LIST}{own.support.pk}/step/end/")
    assert "Nothing will be charged here: what it costs is between Oak Road School and Elm" in said


def test_nobody_ends_a_support_for_other_days_than_the_form_told() -> None:
    file = acting.given_by_the_team("1")
    user = acting.broker()
    broker, address = client(user), f"{LIST}{file.support.pk}/step/end/"
    seen = re.search(r'name="seen"\s+value="(\d+)"', broker.get(address).content.decode())
    assert seen is not None
    giving.log(file, on=acting.TODAY, days=Decimal(1), what="x", who="Ann", by=user, at=AT)
    answer = broker.post(address, {"seen": seen[1], "reasons": "It is over."})
    assert answer.status_code == 409
    assert "2 of 6 days were given" in words_of(answer.content)


def test_nobody_is_offered_to_sign_for_a_school_whose_head_has_an_account_and_is_told_who_signs() -> None:
    file = acting.accepted()
    address, sign = f"{LIST}{file.support.pk}/", f"{LIST}{file.support.pk}/sign/receiving/"
    broker = client(acting.broker()).get(address).content.decode()
    assert sign in broker  # nobody at the school can sign in yet
    head = acting.head()
    broker = client(acting.broker()).get(address).content.decode()
    assert sign not in broker
    assert f"{head.name} has an account here, and signs for Oak Road School." in words_of(broker.encode())
    assert f"{LIST}{file.support.pk}/sign/authority/" in broker
    assert sign in client(head).get(address).content.decode()


def test_a_form_names_the_school_once_and_leads_back_without_the_word_of_a_step() -> None:
    file = acting.accepted()
    said = client(acting.head()).get(f"{LIST}{file.support.pk}/sign/receiving/").content.decode()
    assert '<h1 class="govuk-heading-l">Sign for Oak Road School</h1>' in said
    assert ">Go back</a>" in said
    assert ">Cancel</a>" not in said


def test_who_may_not_choose_is_told_who_does_and_nothing_is_kept() -> None:
    by, file = acting.provider(), acting.needed()
    find = f"{LIST}{file.support.pk}/find/provider/{by.pk}/"
    seen = file.steps[-1].number
    answer = client(acting.adviser()).post(find, {"seen": seen, "why": "The nearest."})
    assert answer.status_code == 403
    assert "Choosing who helps is for a senior adviser" in words_of(answer.content)
    assert acting.again(file).state == "need"
