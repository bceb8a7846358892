"""The pages of documents: who may open what, what is kept of a refused form, and files that are served as they were issued."""

import hashlib
import html
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone

from tests import builders
from tests.casework import acting, meeting
from tests.documents import drawing_up
from tests.web.trying import text
from trellis.accounts.models import User
from trellis.activity.models import Event, Verb
from trellis.casework.queries import levels
from trellis.documents.actions import moving, writing
from trellis.documents.models import Document, DocumentStep, IssuedFile, Revision
from trellis.documents.queries import DocumentFile
from trellis.schools.actions import interests

pytestmark = pytest.mark.django_db
AT = builders.AT
OAK = f"/schools/{builders.OAK}/documents/"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path))
    monkeypatch.setattr(timezone, "now", lambda: AT)
    builders.screened(authority="802")
    builders.screened()
    return tmp_path


def client(user: User) -> Client:
    made = Client()
    made.force_login(user, backend="trellis.accounts.sign_in.EmailBackend")
    return made


def hidden(content: bytes) -> dict[str, str]:
    return dict(
        re.findall(r'<input type="hidden"\s+name="(seen|revision)"\s+value="([^"]*)"', content.decode())
    )


def at(file: DocumentFile, rest: str = "") -> str:
    return f"/documents/{file.document.pk}/{rest}"


def take(who: Client, file: DocumentFile, name: str, **sent: str) -> Any:
    page = who.get(at(file, f"{name}/"))
    assert page.status_code == 200, page.content
    return who.post(at(file, f"{name}/"), {**hidden(page.content), **sent})


def test_an_adviser_makes_a_letter_edits_it_and_the_director_approves_it_before_it_is_issued() -> None:
    acting.in_force()
    adviser, director, head = client(acting.adviser()), client(drawing_up.director()), client(acting.head())
    listed = adviser.get(OAK)
    assert "Level letter" in text(listed.content)
    page = adviser.get(OAK + "make/level-letter/")
    assert "in force" in text(page.content)
    sent = adviser.post(OAK + "make/level-letter/", {"about": "0"})
    assert sent.status_code == 302
    file = drawing_up.again_newest()
    said = text(adviser.get(at(file)).content)
    assert "This letter records the support level of Oak Road School: level 2, Vulnerable." in said
    assert "From: The agreed level and its steps" in said
    assert head.get(at(file)).status_code == 404  # a draft is not the school’s to read
    page = adviser.get(at(file, "paragraphs/opening/"))
    done = adviser.post(
        at(file, "paragraphs/opening/"), {**hidden(page.content), "words": "Dear both, level 2."}
    )
    assert done.status_code == 302
    assert "The records say: This letter records" in text(adviser.get(at(file)).content)
    assert take(adviser, file, "submit").status_code == 302
    assert take(director, file, "approve").status_code == 302
    done = take(adviser, file, "issue", words="Ada Lovell and Ben Marsh")
    assert done["Location"] == at(file, "issued/")
    issued = text(head.get(at(file, "issued/")).content)
    assert "Ada Lovell and Ben Marsh" in issued
    assert "byte for byte" in issued
    for form in ("pdf", "docx", "html", "json"):
        answer = head.get(at(file, f"issued/{form}/"))
        assert answer.status_code == 200
        assert answer["Content-Disposition"] == (
            f'attachment; filename="level-letter-{builders.OAK}-{file.document.pk}-issued.{form}"'
        )
        digest = hashlib.sha256(answer.content).hexdigest()
        assert IssuedFile.objects.get(form=form).sha256 == digest
        assert digest[:32] in issued.replace(" ", "")
    assert "Dear both, level 2." in text(head.get(at(file)).content)
    assert Event.objects.filter(verb=Verb.EXPORTED, urn=builders.OAK).count() == 4


@pytest.mark.parametrize(
    ("rest", "method"),
    [
        ("", "get"),
        ("issued/", "get"),
        ("issued/pdf/", "get"),
        ("changes/", "get"),
        ("add/", "get"),
        ("paragraphs/opening/", "get"),
        ("paragraphs/opening/restore/", "post"),
        ("see/", "get"),
        ("recall/", "post"),
    ],
)
def test_a_document_is_not_there_for_another_authority_or_another_school(rest: str, method: str) -> None:
    file = drawing_up.issued()
    for stranger in (
        builders.person("pa", authority="802"),
        builders.person("headteacher", urns=(builders.BEECH,)),
        builders.person("spa"),
        builders.person("administrator"),
        builders.person("executive_member"),
    ):
        assert getattr(client(stranger), method)(at(file, rest)).status_code == 404, stranger


def test_a_tampered_file_is_not_given_out_and_the_page_says_so(home: Path) -> None:
    file = drawing_up.issued()
    (pdf,) = [each for each in file.files if each.form == "pdf"]
    next((home / "documents").rglob(pdf.sha256)).write_bytes(b"%PDF forged")
    reader = client(acting.head())
    assert "A file is not what was issued" in text(reader.get(at(file, "issued/")).content)
    refused = reader.get(at(file, "issued/pdf/"))
    assert refused.status_code == 409
    assert "somebody has changed it" in text(refused.content)
    assert reader.get(at(file, "issued/docx/")).status_code == 200


def test_a_draft_is_downloaded_with_its_mark_and_an_issued_one_is_not_a_draft() -> None:
    file = drawing_up.letter()
    adviser = client(acting.adviser())
    for form in ("pdf", "docx", "html"):
        answer = adviser.get(at(file, f"draft/{form}/"))
        assert answer["Content-Disposition"].endswith(f'-draft.{form}"')
    assert "It has not been issued" in answer.content.decode()
    assert adviser.get(at(file, "draft/json/")).status_code == 404
    assert adviser.get(at(file, "draft/exe/")).status_code == 404
    assert client(acting.head()).get(at(file, "draft/pdf/")).status_code == 404


def test_a_refused_form_keeps_what_was_written_and_shows_what_somebody_else_saved() -> None:
    file = drawing_up.letter()
    adviser = client(acting.adviser())
    page = adviser.get(at(file, "paragraphs/opening/"))
    writing.edit(file, key="opening", words="Theirs.", seen=1, by=acting.principal(), at=AT)
    refused = adviser.post(at(file, "paragraphs/opening/"), {**hidden(page.content), "words": "Mine."})
    assert refused.status_code == 409
    said = text(refused.content)
    assert "Theirs." in said
    assert "Mine." in said
    done = adviser.post(at(file, "paragraphs/opening/"), {**hidden(refused.content), "words": "Mine."})
    assert done.status_code == 302
    assert drawing_up.again(file).block("opening").words == "Mine."  # type: ignore[union-attr]
    empty = adviser.post(at(file, "paragraphs/opening/"), {"seen": "3", "words": " "})
    assert empty.status_code == 400
    assert "Write the paragraph" in text(empty.content)


def test_a_step_on_a_document_that_moved_on_says_so_and_a_double_send_is_kept_once() -> None:
    file = drawing_up.letter()
    adviser = client(acting.adviser())
    page = adviser.get(at(file, "submit/"))
    sent = hidden(page.content)
    assert adviser.post(at(file, "submit/"), sent).status_code == 302
    again = adviser.post(at(file, "submit/"), sent)
    assert again.status_code == 409
    assert "moved on since you opened the page" in text(again.content)
    assert DocumentStep.objects.filter(document=file.document).count() == 2


def test_whoever_wrote_it_is_told_why_they_do_not_approve_it() -> None:
    acting.in_force()
    file = moving.submit(drawing_up.made(by=acting.principal()), by=acting.principal(), at=AT)
    said = text(client(acting.principal()).get(at(file)).content)
    assert "You wrote in this document, so somebody else must approve it." in said
    refused = take(client(acting.principal()), file, "approve")
    assert refused.status_code == 409


def test_what_changed_beneath_is_shown_and_refreshed() -> None:
    case = acting.agreed()
    file = drawing_up.made()
    adviser = client(acting.adviser())
    assert "nothing to refresh" in text(adviser.get(at(file, "changes/")).content)
    acting.ratified(acting.recorded(case))
    adviser = client(acting.adviser())
    assert "The records have changed since" in text(adviser.get(at(file)).content)
    page = adviser.get(at(file, "changes/"))
    assert "It was ratified on 20 November 2026" in text(page.content)
    assert adviser.post(at(file, "changes/"), hidden(page.content)).status_code == 302
    assert "It was ratified on 20 November 2026" in text(adviser.get(at(file)).content)
    stale = adviser.post(at(file, "changes/"), {"seen": "1"})
    assert stale.status_code == 409


def test_a_paragraph_is_added_and_taken_out_again() -> None:
    file = drawing_up.letter()
    adviser = client(acting.adviser())
    page = adviser.get(at(file, "add/"))
    sent = {**hidden(page.content), "after": "opening", "words": "<b>Thank you</b> & more"}
    assert adviser.post(at(file, "add/"), sent).status_code == 302
    assert adviser.post(at(file, "add/"), sent).status_code == 409  # the same sent twice is kept once
    assert "<b>Thank you</b> & more" in text(adviser.get(at(file)).content)
    page = adviser.get(at(file, "paragraphs/own-1/"))
    assert "Take this paragraph out" in page.content.decode()
    done = adviser.post(at(file, "paragraphs/own-1/restore/"), hidden(page.content))
    assert done.status_code == 302
    assert drawing_up.again(file).block("own-1") is None
    assert adviser.get(at(file, "paragraphs/not-inspection/")).status_code == 404


def test_a_briefing_pack_is_made_in_seconds_without_the_network_and_each_reading_is_kept() -> None:
    meeting.sent()
    adviser = client(acting.adviser())
    with patch("socket.getaddrinfo", side_effect=AssertionError("no network")):
        done = adviser.post(OAK + "make/briefing-pack/", {"about": "0"})
        file = drawing_up.again_newest()
        pdf = adviser.get(at(file, "draft/pdf/"))
    assert done.status_code == 302
    assert pdf.content.startswith(b"%PDF")
    read = Event.objects.filter(verb=Verb.RESTRICTED_READ, urn=builders.OAK)
    assert read.count() == 1
    assert client(acting.head()).get(at(file)).status_code == 404
    assert "Briefing pack" not in text(client(acting.head()).get(OAK).content)
    assert "Briefing" not in " ".join(
        Event.objects.filter(urn=builders.OAK)
        .exclude(verb__in=[Verb.LOOKED, Verb.RESTRICTED_READ, Verb.EXPORTED])
        .values_list("subject", flat=True)
    )


def test_who_has_an_interest_stands_aside_from_a_briefing_pack() -> None:
    file = drawing_up.made("briefing-pack", by=acting.adviser())
    director = drawing_up.director()
    interests.declare(
        school=drawing_up.oak(),
        user=director,
        kind="family",
        reason="Partner works there",
        from_date=AT.date(),
        to_date=None,
        by=director,
        at=AT,
    )
    refused = client(director).get(at(file))
    assert refused.status_code == 403
    assert "You stand aside" in text(refused.content)


def test_the_executive_member_reads_the_termly_report_once_it_is_issued() -> None:
    meeting.sent()
    officer, director = builders.person("data_officer"), drawing_up.director()
    when = meeting.HELD_AT
    file = drawing_up.made("termly-report", by=officer, at=when)
    member = client(builders.person("executive_member"))
    assert member.get(at(file)).status_code == 404
    assert "No report has been issued yet" in text(member.get("/documents/").content)
    file = moving.submit(file, by=officer, at=when)
    file = moving.approve(file, by=director, at=when)
    moving.issue(file, issued_to="The Executive Member", by=officer, at=when)
    assert "Oak Road School" in text(member.get(at(file)).content)
    assert member.get(at(file, "issued/pdf/")).status_code == 200
    assert Event.objects.filter(verb=Verb.RESTRICTED_READ, by__posts__role="executive_member").exists()
    for role in ("scrutiny_member", "forum_member", "administrator"):
        assert client(builders.person(role)).get(at(file)).status_code == 404
    for role in ("headteacher", "chair", "governor", "sia"):
        assert client(builders.person(role, urns=(builders.OAK,))).get(at(file)).status_code == 404
    assert take(member, file, "see", words="Cabinet, item 7").status_code == 302
    assert drawing_up.again(file).state == "seen"


def test_the_list_of_the_authority_shows_what_waits_and_reports_to_those_who_may_read_them() -> None:
    drawing_up.letter()
    said = text(client(drawing_up.director()).get("/documents/").content)
    assert "Level letter: Oak Road School" in said
    assert "Level letter" not in text(client(builders.person("spa")).get("/documents/").content)
    assert "Documents about your school" in text(client(acting.head()).get("/documents/").content)
    assert client(builders.person("scrutiny_member")).get("/documents/").status_code == 403


def test_the_list_of_the_authority_leads_to_the_copies_about_schools_that_were_issued_last() -> None:
    file = drawing_up.issued()
    with_another = client(builders.person("director", authority="802"))
    page = client(drawing_up.director()).get("/documents/").content
    assert f'href="{at(file, "issued/")}"' in page.decode()
    assert "Documents about schools, issued last" in text(page)
    assert "issued last" not in text(with_another.get("/documents/").content)
    assert "issued last" not in text(client(builders.person("spa")).get("/documents/").content)
    assert f'href="{at(file, "issued/")}"' in client(acting.head()).get(OAK).content.decode()


def test_a_kind_that_nothing_can_be_made_about_says_what_to_do_first() -> None:
    adviser = client(acting.adviser())
    assert "Propose one" in text(adviser.get(OAK + "make/level-letter/").content)
    assert adviser.post(OAK + "make/level-letter/", {"about": "0"}).status_code == 400
    assert adviser.get(OAK + "make/nothing/").status_code == 404
    assert adviser.get(OAK + "make/termly-report/").status_code == 404
    assert adviser.get(OAK + "make/support-plan/").status_code == 403
    assert Document.objects.count() == Revision.objects.count() == 0


def test_a_letterhead_that_cannot_be_read_refuses_in_a_sentence(home: Path) -> None:
    file = drawing_up.approved()
    (home / "letterheads.yaml").write_text('"801": [a]\n')
    adviser = client(acting.adviser())
    assert adviser.get(at(file, "draft/pdf/")).status_code == 409
    refused = take(adviser, file, "issue", words="The head")
    assert refused.status_code == 409
    assert "The letterhead of Severnshire must have" in text(refused.content)
    assert drawing_up.again(file).state == "approved"


def test_pages_ask_as_much_however_long_a_document_is(django_assert_max_num_queries: Any) -> None:
    file = drawing_up.letter()
    for number in range(6):
        file = writing.add(
            file,
            after="opening",
            words=f"Line {number}",
            seen=number + 1,
            by=acting.adviser(),
            at=AT + timedelta(0),
        )
    adviser = client(acting.adviser())
    with django_assert_max_num_queries(40):
        assert adviser.get(at(file)).status_code == 200
    with django_assert_max_num_queries(40):
        assert adviser.get(OAK).status_code == 200


def test_a_level_that_waits_is_recorded_by_the_letter_that_was_issued() -> None:
    acting.agreed()
    file = moving.submit(drawing_up.made(), by=acting.adviser(), at=AT)
    file = moving.approve(file, by=drawing_up.director(), at=AT)
    file = moving.issue(file, issued_to="The head & chair", by=acting.adviser(), at=AT)
    adviser = client(acting.adviser())
    assert "Record it by this letter" in adviser.get(at(file, "issued/")).content.decode()
    record = f"/schools/{builders.OAK}/level/record/"
    page = adviser.get(record)
    (pdf,) = [each.sha256 for each in file.files if each.form == "pdf"]
    said = text(page.content)
    assert pdf in said
    assert "This letter records the support level of Oak Road School: level 2, Vulnerable." in said
    written = html.unescape(
        re.search(r"<textarea[^>]*>(.*?)</textarea>", page.content.decode(), re.DOTALL)[1]
    )  # type: ignore[index]
    sent = {**hidden(page.content), "kind": "letter", "dated": "20/11/2026", "text": written.strip()}
    assert adviser.post(record, sent).status_code == 302
    case = levels.cases_of(drawing_up.oak(), today=AT.date())[0]
    assert case.state == "recorded"
    assert case.record is not None
    assert pdf in case.record.details["text"]
    assert "Record it by this letter" not in adviser.get(at(file, "issued/")).content.decode()
