"""The pages of the duties register: red in words, kept by those who may, and as a file."""

import csv
import io

import pytest

from tests import builders
from tests.web.test_pages import signed_in
from tests.web.trying import text
from trellis.activity.models import Event, Verb
from trellis.duties import shipped
from trellis.duties.models import Assignment, Evidence
from trellis.screening.models import Run

pytestmark = pytest.mark.django_db
DUTY = "/duties/high-standards/"


@pytest.fixture(autouse=True)
def run() -> Run:
    builders.screened(authority="802")
    return builders.screened()


def test_a_duty_without_evidence_is_red_in_words_and_in_colour_until_it_is_evidenced() -> None:
    client = signed_in("pa")
    before = client.get(DUTY).content.decode()
    assert '<strong class="govuk-tag govuk-tag--red">No evidence yet</strong>' in before
    sent = {
        "shown_on": builders.AS_OF.strftime("%d/%m/%Y"),
        "note": "The <screening>.",
        "link": "https://example.org/a",
    }
    answer = client.post(f"{DUTY}record/?authority=801", sent)
    assert answer.headers["Location"] == f"{DUTY}?authority=801"
    after = client.get(answer.headers["Location"]).content.decode()
    assert "govuk-tag--red" not in after
    assert "The &lt;screening&gt;." in after
    assert 'href="https://example.org/a"' in after
    assert Evidence.objects.get().authority_id == "801"


def test_evidence_older_than_its_cycle_is_red_and_says_by_how_many_days() -> None:
    client = signed_in("director")
    client.post(f"{DUTY}record/", {"shown_on": "1/3/2026", "note": "Last year’s."})
    assert 'govuk-tag--red">Overdue by' in client.get("/duties/").content.decode()


def test_every_duty_shows_its_source_and_the_day_it_was_checked() -> None:
    client = signed_in("scrutiny_member")
    page = text(client.get("/duties/").content)
    for duty in shipped.duties().values():
        assert duty.title in page
        opened = text(client.get(f"/duties/{duty.id}/").content)
        assert (
            f"{duty.source} , checked on 29 November 2026" in opened
            or f"{duty.source}, checked on 29 November 2026" in opened
        )


def test_a_form_with_a_mistake_keeps_what_was_typed() -> None:
    client = signed_in("pa")
    answer = client.post(
        f"{DUTY}record/", {"shown_on": "yesterday", "note": "A long note.", "link": "nowhere"}
    )
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "A long note." in page
    assert "as a date, like 31/8/2026" in page
    again = client.post(
        f"{DUTY}record/", {"shown_on": "1/11/2026", "note": "A long note.", "link": "nowhere"}
    )
    assert again.status_code == 400
    assert "beginning with https://" in again.content.decode()
    assert not Evidence.objects.exists()


def test_a_stale_form_is_told_keeps_its_words_and_can_be_sent_again() -> None:
    sent = {"owner": "director", "months": "6", "reasons": "Agreed.", "after": "0"}
    assert signed_in("pa").post(f"{DUTY}owner/", sent).status_code == 302
    other = signed_in("data_officer")
    late = {**sent, "owner": "data_officer", "reasons": "It is ours."}
    answer = other.post(f"{DUTY}owner/", late)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "It is ours." in page
    assert 'name="after" value="1"' in page or 'value="1"' in page
    assert other.post(f"{DUTY}owner/", {**late, "after": "1"}).status_code == 302
    assert [each.role for each in Assignment.objects.order_by("number")] == ["director", "data_officer"]


def test_who_reads_alone_is_offered_no_form_and_refused_one() -> None:
    client = signed_in("auditor")
    page = client.get(DUTY).content.decode()
    assert "record/" not in page
    assert client.get(f"{DUTY}record/").status_code == 403
    assert (
        client.post(f"{DUTY}owner/", {"owner": "pa", "months": "1", "reasons": "x", "after": "0"}).status_code
        == 403
    )
    assert not Assignment.objects.exists()


def test_another_authoritys_register_is_not_found_and_no_school_opens_any() -> None:
    assert signed_in("pa").get("/duties/?authority=802").status_code == 404
    assert signed_in("pa").get("/duties/no-such-duty/").status_code == 404
    assert signed_in("headteacher").get("/duties/").status_code == 403


def test_the_register_as_a_file_says_what_the_page_does_and_the_export_is_kept() -> None:
    client = signed_in("data_officer")
    client.post(f"{DUTY}record/", {"shown_on": "1/11/2026", "note": "=1+1"})
    rows = list(csv.DictReader(io.StringIO(client.get("/duties/export/").content.decode("utf-8-sig"))))
    assert [row["Duty"] for row in rows] == [each.title for each in shipped.duties().values()]
    mine = next(row for row in rows if row["Source"].startswith("Education Act 1996, section 13A"))
    assert not mine["What it was"].startswith("=")
    assert Event.objects.get(verb=Verb.EXPORTED).subject == "the register of duties as CSV"
