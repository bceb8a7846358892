"""The pages of terms: what stands, that usual dates say so, setting, importing, and a school's own."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import builders
from tests.calendars import years
from tests.calendars.test_term_file import AUTUMN, SPRING, SUMMER, file
from tests.casework import acting
from tests.web.test_pages import Outline, signed_in
from trellis.calendars import queries
from trellis.calendars.actions import terms
from trellis.calendars.models import ClosedDay, InsetRule, YearOfTerms
from trellis.interfaces.web.terms import picture
from trellis.interfaces.web.terms.forms import filled_in

pytestmark = pytest.mark.django_db
ON = builders.AT.date()
SCHOOL = f"/terms/schools/{builders.BEECH}/"


@pytest.fixture(autouse=True)
def screened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: builders.AT)
    builders.screened(authority="802")
    builders.screened()


@pytest.fixture
def officer() -> Client:
    return signed_in("data_officer")


def text(response) -> str:
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def given(following: int = 0, **changes: str) -> dict[str, str]:
    return {"following": str(following), **filled_in(years.AUTHORITY), **changes}


def upload(client: Client, content: bytes):
    return client.post("/terms/import/", {"file": SimpleUploadedFile("terms.csv", content)})


def test_usual_dates_say_so_beside_every_term_they_stand_in_for(officer: Client) -> None:
    page = text(officer.get("/terms/"))
    assert page.count("Usual dates, not entered.") == 2
    assert page.count("usual") >= 6
    assert "Tuesday 1 September 2026" in page
    assert "26 to 30 October 2026" in page
    assert "Term 2: 2 November to 18 December 2026" in page
    assert "school days are counted in this year, by the usual dates" in page
    assert "An INSET day does not count as a school day, which is usual" in page
    assert "Set the terms of 2026 to 2027" in page


def test_the_data_officer_sets_a_year_and_everybody_who_reads_evidence_sees_who_did(officer: Client) -> None:
    form = officer.get("/terms/years/2026/")
    assert "Nobody has entered this year" in text(form)
    assert 'value="1/9/2026"' in form.content.decode()
    sent = officer.post("/terms/years/2026/", given())
    assert (sent.status_code, sent.headers["Location"]) == (302, "/terms/?authority=801#year-2026")
    for role in ("headteacher", "sia", "pa", "auditor"):
        page = text(signed_in(role).get("/terms/"))
        assert "Set by Data_Officer on 20 November 2026 at 10:30am." in page
        assert page.count("Usual dates, not entered.") == 1  # next year's
        assert "Set the terms" not in page
        assert "Correct the terms" not in page
    assert "Correct the terms of 2026 to 2027" in text(officer.get("/terms/"))
    assert "Set by Data_Officer" in text(officer.get("/terms/years/2026/"))


def test_every_mistake_of_a_year_is_beside_its_date_and_what_was_typed_stays(officer: Client) -> None:
    wrong = given(
        autumn_starts="5/9/2026", spring_half_term_ends="soon", summer_ends="30/4/2027", spring_ends=""
    )
    response = officer.post("/terms/years/2026/", wrong)
    assert response.status_code == 400
    html = response.content.decode()
    assert Outline(html).title.startswith("Error: ")
    assert "Enter the last day of half-term, spring as a date, like 31/8/2026" in html
    assert "Enter the last day of spring" in html
    assert 'value="soon"' in html
    response = officer.post("/terms/years/2026/", given(autumn_starts="5/9/2026", summer_ends="30/4/2027"))
    html = response.content.decode()
    assert 'href="#id_autumn_starts">Autumn: the first day is a Saturday' in html
    assert 'href="#id_summer_ends">Summer: the last day makes the term shorter than 8 weeks' in html
    assert YearOfTerms.objects.count() == 0


def test_a_stale_form_is_told_and_loses_nothing(officer: Client) -> None:
    assert officer.post("/terms/years/2026/", given()).status_code == 302
    again = officer.post("/terms/years/2026/", given(autumn_starts="2/9/2026"))
    assert again.status_code == 409
    assert "Somebody has set the dates of this year since you opened the page" in text(again)
    assert 'value="2/9/2026"' in again.content.decode()
    row = YearOfTerms.objects.get()
    for following in ("", "x", "-1", "9" * 30):
        assert officer.post("/terms/years/2026/", {**given(), "following": following}).status_code in (
            400,
            409,
        )
        refused = officer.post("/terms/years/2026/take-back/", {"following": following})
        assert refused.status_code == 409
    assert YearOfTerms.objects.get() == row
    assert officer.post("/terms/years/2026/take-back/", {"following": row.pk}).status_code == 302
    assert "Usual dates, not entered." in text(officer.get("/terms/"))
    history = text(officer.get("/terms/years/2026/"))
    assert "Taken back by Data_Officer" in history
    assert "Autumn: 1 September to 18 December 2026, half-term 26 to 30 October 2026" in history


@pytest.mark.parametrize("year", ["2020", "2029", "0", "99999999999"])
def test_a_year_that_terms_are_not_kept_of_is_not_found(officer: Client, year: str) -> None:
    assert officer.get(f"/terms/years/{year}/").status_code == 404
    assert officer.post(f"/terms/years/{year}/take-back/").status_code == 404


def test_a_closed_day_is_added_and_opened_again(officer: Client) -> None:
    days = {"first": "2/11/2026", "last": "", "kind": "inset", "what": "Reading <b>"}
    assert officer.post("/terms/closed/", days).status_code == 302
    response = officer.get("/terms/")
    assert "Reading &lt;b&gt;" in response.content.decode()
    assert "Monday 2 November 2026 INSET: Reading" in text(response)
    assert officer.post("/terms/closed/open-again/", {"day": "2026-11-02"}).status_code == 302
    assert "Monday 2 November 2026" not in text(officer.get("/terms/"))
    assert officer.post("/terms/closed/open-again/", {"day": "2026-11-02"}).status_code == 409
    assert officer.post("/terms/closed/open-again/", {"day": "yesterday"}).status_code == 400
    assert ClosedDay.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "said", "status"),
    [
        ({"first": "7/11/2026"}, "7 November 2026 is a Saturday, when pupils are not in anyway.", 409),
        (
            {"first": "7/11/2026", "last": "8/11/2026"},
            "Give at least one day on which pupils would otherwise",
            409,
        ),
        ({"first": ""}, "Enter the first day", 400),
        ({"first": "1/1/0001"}, "one of the years that terms are kept of", 400),
        ({"last": "1/11/2026"}, "The last day must not come before the first", 400),
        ({"last": "1/11/2027"}, "within two months of the first", 400),
        ({"kind": ""}, "Choose why pupils are not in", 400),
        ({"what": "x" * 121}, "120 characters or fewer", 400),
    ],
)
def test_a_closed_day_that_cannot_be_is_refused_in_words(
    officer: Client, changed: dict[str, str], said: str, status: int
) -> None:
    sent = {"first": "2/11/2026", "last": "", "kind": "inset", "what": "", **changed}
    response = officer.post("/terms/closed/", sent)
    assert response.status_code == status
    assert said in text(response)
    assert ClosedDay.objects.count() == 0


def test_how_inset_counts_is_set_and_said(officer: Client) -> None:
    assert officer.post("/terms/inset/", {"counts": "yes"}).status_code == 302
    assert "An INSET day counts as a school day, said by Data_Officer" in text(officer.get("/terms/"))
    assert officer.post("/terms/inset/", {"counts": "perhaps"}).status_code == 400
    assert InsetRule.objects.count() == 1


def test_a_school_has_dates_of_its_own_which_its_head_can_read(officer: Client) -> None:
    page = text(officer.get(SCHOOL))
    assert "Usual dates, not entered." in page
    officer.post("/terms/years/2026/", given())
    assert "The authority’s dates. Set by Data_Officer" in text(officer.get(SCHOOL))
    form = officer.get(f"{SCHOOL}years/2026/")
    assert "The authority’s dates are filled in below" in text(form)
    own = {"following": "0", **filled_in(years.FEDERATION)}
    assert officer.post(f"{SCHOOL}years/2026/", own).headers["Location"] == f"{SCHOOL}#year-2026"
    closed = {"first": "2/11/2026", "kind": "inset", "what": ""}
    assert officer.post(f"{SCHOOL}closed/", closed).status_code == 302
    head = signed_in("headteacher")
    page = text(head.get(SCHOOL))
    assert "The school’s own dates. Set by Data_Officer" in page
    assert "19 to 30 October 2026" in page
    assert "Monday 2 November 2026 INSET The school" in page
    assert "Beech Lane Primary School" in text(head.get("/terms/"))
    for client in (head, signed_in("pa")):
        assert client.post(f"{SCHOOL}years/2026/", own).status_code == 403
        assert client.post(f"{SCHOOL}closed/", closed).status_code == 403
        assert client.post(f"{SCHOOL}closed/open-again/", {"day": "2026-11-02"}).status_code == 403
        assert client.post(f"{SCHOOL}years/2026/take-back/", {"following": "1"}).status_code == 403
        assert client.post("/terms/inset/", {"counts": "yes"}).status_code == 403
        assert upload(client, file(AUTUMN, SPRING, SUMMER)).status_code == 403
    assert officer.post(f"{SCHOOL}closed/open-again/", {"day": "2026-11-02"}).status_code == 302
    assert "Monday 2 November 2026" not in text(head.get(SCHOOL))


def test_another_authority_sets_and_sees_nothing_of_ours(officer: Client) -> None:
    officer.post("/terms/years/2026/", given())
    stranger = signed_in("data_officer", authority="802")
    assert "Data_Officer on" not in text(stranger.get("/terms/"))
    for address in (
        "years/2026/",
        "years/2026/take-back/",
        "closed/",
        "closed/open-again/",
        "inset/",
        "import/",
    ):
        assert (
            stranger.post(f"/terms/{address}?authority=801", {**given(1), "counts": "yes"}).status_code == 404
        )
    for address in ("years/2026/", "years/2026/take-back/", "closed/", "closed/open-again/"):
        assert stranger.post(f"{SCHOOL}{address}", given(1)).status_code == 404
    assert stranger.get(f"/terms/?school={builders.BEECH}", follow=True).status_code == 404
    outsider = upload(stranger, file(f"2026/27,INSET,2/11/2026,,,,,{builders.BEECH}"))
    assert outsider.status_code == 400
    assert f"has the URN {builders.BEECH}" in text(outsider)
    assert ClosedDay.objects.count() == 0
    assert YearOfTerms.objects.count() == 1


def test_a_file_is_imported_and_one_with_a_mistake_is_not(officer: Client) -> None:
    wrong = upload(officer, file(AUTUMN, SPRING, SUMMER.replace("21/7/2027", "24/7/2027")))
    assert wrong.status_code == 400
    assert "Row 4, Ends: Summer: the last day is a Saturday" in text(wrong)
    assert YearOfTerms.objects.count() == 0
    good = file(AUTUMN, SPRING, SUMMER, f"2026/27,INSET,2/11/2026,,,,Reading,{builders.OAK}")
    assert upload(officer, good).status_code == 302
    page = text(officer.get("/terms/"))
    assert "Set by Data_Officer" in page
    assert "Oak Road School" in page.split("Schools with dates of their own")[1].split("Dates of a school")[0]
    early = file("2019/20,INSET,4/11/2019,,,,,")
    refused = upload(officer, early)
    assert refused.status_code == 409
    assert "outside the years that are kept" in text(refused)
    assert officer.post("/terms/import/").status_code == 400


def test_the_dates_that_stand_can_be_downloaded_and_brought_in_as_they_are(officer: Client) -> None:
    officer.post("/terms/closed/", {"first": "2/11/2026", "kind": "inset", "what": "Reading"})
    content = signed_in("headteacher").get("/terms/dates.csv").content
    assert content.decode("utf-8-sig").count("\r\n") == 8  # the columns, two years of three terms, and a day
    assert upload(officer, content).status_code == 302
    assert YearOfTerms.objects.count() == 2


def test_the_page_takes_as_many_queries_however_much_was_entered(officer: Client) -> None:
    officer.get("/terms/")
    with CaptureQueriesContext(connection) as few:
        officer.get("/terms/")
    by, row = acting.officer(), 0
    for hour in range(3):
        at = builders.AT + timedelta(hours=hour)
        row = terms.set_year(
            authority_code="801", year=2026, terms=years.AUTHORITY, following=row, by=by, at=at
        ).pk
    for day in range(2, 6):
        officer.post("/terms/closed/", {"first": f"{day}/11/2026", "kind": "inset", "what": ""})
    with CaptureQueriesContext(connection) as more:
        officer.get("/terms/")
    assert len(more) <= len(few) + 1  # the terms of a year, where there is any
    assert len(more) <= 12


def test_the_data_page_and_the_account_page_lead_to_the_terms_and_the_menu_does_not(officer: Client) -> None:
    for address in ("/data/", "/account/"):
        page = officer.get(address).content.decode()
        assert 'href="/terms/"' in page.split("<main")[1]
        assert 'href="/terms/"' not in page.split("<main")[0]
    assert 'href="/terms/"' not in signed_in("executive_member").get("/account/").content.decode()


# The picture


def test_the_picture_has_six_numbered_halves_in_order_within_the_year() -> None:
    drawn = picture.draw(years.AUTHORITY, closed=[date(2026, 11, 2)], today=ON)
    assert [bar.text for bar in drawn.bars] == ["1", "2", "3", "4", "5", "6"]
    edges = [edge for bar in drawn.bars for edge in (bar.x, bar.x + bar.width)]
    assert edges == sorted(edges)
    assert edges[0] >= 0
    assert edges[-1] <= drawn.width
    assert [tick.text for tick in drawn.months][:2] == ["Sep", "Oct"]
    assert len(drawn.closed) == 1
    assert drawn.today is not None
    assert "2: 2 November 2026 to 18 December 2026" in drawn.description
    assert {bar.css for bar in drawn.bars} == {"half"}


def test_usual_dates_are_drawn_as_an_outline_and_said_in_the_title() -> None:
    usual = queries.of_authority("801", on=ON).terms[-3:]
    drawn = picture.draw(usual, closed=[], today=ON)
    assert {bar.css for bar in drawn.bars} == {"half half--usual"}
    assert drawn.title.endswith("by the usual dates")
    assert drawn.today is None


# The day by which a school is asked to answer


def _share(client: Client) -> str:
    return client.get(f"/schools/{builders.OAK}/level/share/").content.decode()


def test_the_day_to_answer_by_is_ten_school_days_on_by_the_schools_own_calendar(officer: Client) -> None:
    acting.proposed()
    adviser = Client()
    adviser.force_login(acting.adviser())
    page = _share(adviser)
    # 23 to 27 November, 30 November to 4 December
    assert 'value="4/12/2026"' in page
    assert "10 school days from today, by the school’s own calendar." in page
    assert "usual dates of Autumn 2026, not entered" in page
    officer.post("/terms/years/2026/", given())
    officer.post(
        f"/terms/schools/{builders.OAK}/closed/", {"first": "27/11/2026", "kind": "inset", "what": ""}
    )
    page = _share(adviser)
    assert 'value="7/12/2026"' in page
    assert "usual dates" not in page
