"""The pages of visits and inspections: what each role finds, what a form keeps, and what nobody is shown before its time."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import builders
from tests.casework import acting as casework
from tests.visits import acting
from tests.web.trying import text
from trellis.accounts.models import User
from trellis.activity.models import Event, Verb
from trellis.casework.models import LevelStep
from trellis.schools import data
from trellis.schools.actions import interests
from trellis.visits.actions import notes
from trellis.visits.models import Inspection, NoteRevision, Visit

pytestmark = pytest.mark.django_db
BEECH = f"/schools/{builders.BEECH}/"


@pytest.fixture(autouse=True)
def screened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: acting.AT)
    builders.screened()
    builders.screened(authority="802")


def client(user: User) -> Client:
    made = Client()
    made.force_login(user, backend="trellis.accounts.sign_in.EmailBackend")
    return made


def page(user: User, address: str, status: int = 200) -> str:
    response = client(user).get(address)
    assert response.status_code == status, address
    return text(response.content)


def form_of(user: User, address: str) -> dict[str, str]:
    """Every hidden field and text of a form as a browser would send it back."""
    said = client(user).get(address).content.decode()
    sent = {}
    for field in re.findall(r"<input[^>]*>", said):
        held = dict(re.findall(r'([\w-]+)="([^"]*)"', field))
        if held.get("name") and held.get("type") in ("hidden", "text") and held["name"] != "shown_to":
            sent[held["name"]] = held.get("value", "")
    for name, value in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', said, re.DOTALL):
        sent[name] = value
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def filled(**changes: str) -> dict[str, str]:
    """The form of a note as it is sent."""
    return {
        "seen": "0",
        "action_count": "1",
        "met": "Hanna Head",
        "looked_at": "Reading",
        "found-attendance": "Fewer are late.",
        "strengths": "Story time",
        "action1-what": "Ring home by 9.30",
        "action1-owner": "Hanna Head",
        "action1-by": "15/1/2027",
        **changes,
    }


def test_a_visit_is_booked_held_noted_shared_checked_and_final_through_its_pages() -> None:
    adviser, head = acting.adviser(), acting.head()
    hers, theirs = client(adviser), client(head)
    assert "No visit is booked" in page(adviser, BEECH + "visits/")
    booked = {"purpose": "termly", "day": "20/11/2026", "lead": str(adviser.pk), "about": "Reading"}
    assert hers.post(BEECH + "visits/book/", booked).status_code == 302
    visit = Visit.objects.get()
    at = f"{BEECH}visits/{visit.pk}/"
    assert "Booked. Sia Adler goes on 20 November 2026." in page(head, at)
    sent = form_of(adviser, at + "hold/")
    assert sent["held_on"] == "20/11/2026"
    assert hers.post(at + "hold/", sent).status_code == 302
    assert hers.post(at + "note/", filled(strengths="")).status_code == 302
    assert hers.post(at + "note/", filled(seen="1")).status_code == 302
    assert "No note has been shared with the school yet" in page(head, at)
    assert "Fewer are late." not in page(head, at)
    assert theirs.get(at + "note/1/").status_code == 404
    sent = form_of(adviser, at + "share/")
    assert sent["reply_by"] == "27/11/2026"  # five working days after Friday 20 November
    assert hers.post(at + "share/", sent).status_code == 302
    read = page(head, at)
    assert "Fewer are late." in read
    assert "Ring home by 9.30 Hanna Head 15 January 2027" in read
    assert "Say that the note is correct" in read
    said = {**form_of(head, at + "correct/"), "said": "Year 3 too."}
    assert theirs.post(at + "correct/", said).status_code == 302
    assert (
        "Hanna Head said on 20 November 2026 that the facts are correct, with comments. Year 3 too."
        in page(adviser, at)
    )
    assert hers.post(at + "finish/", form_of(adviser, at + "finish/")).status_code == 302
    assert "Final. The note is final." in page(head, at)
    assert [row.stage for row in NoteRevision.objects.order_by("number")] == [
        "draft",
        "draft",
        "shared",
        "final",
    ]
    changed = {**filled(seen="4", strengths="Story time and singing"), "reasons": "Singing was left out."}
    assert hers.post(at + "note/", changed).status_code == 302
    read = page(head, at)
    assert "Corrected: Singing was left out." in read
    assert "Story time and singing" in read
    assert "Singing" not in page(head, at + "note/4/").replace("Singing was", "")


def test_whoever_is_overtaken_keeps_what_they_wrote_and_sees_the_others() -> None:
    file = acting.drafted()
    at = f"{BEECH}visits/{file.visit.pk}/note/"
    response = client(acting.leader()).post(at, filled(seen="0", strengths="Their own"))
    assert response.status_code == 409
    said = text(response.content)
    assert "Sia Adler saved revision 1 since you opened the page" in said
    assert "Story time. Their own" in said
    assert "Their own</textarea>" in response.content.decode()
    assert b'name="seen" value="1"' in response.content
    assert client(acting.leader()).post(at, filled(seen="1", strengths="Their own")).status_code == 302
    assert NoteRevision.objects.count() == 2


def test_a_form_with_a_slip_keeps_what_was_typed_and_says_what_to_do() -> None:
    file = acting.held()
    at = f"{BEECH}visits/{file.visit.pk}/note/"
    response = client(acting.adviser()).post(at, filled(**{"action1-by": "soon"}))
    assert response.status_code == 400
    assert "Error: " in response.content.decode()
    assert "as a date, like 31/8/2026" in text(response.content)
    assert "Fewer are late." in response.content.decode()
    more = client(acting.adviser()).post(at, filled(more="1"))
    assert more.status_code == 200
    assert b"action3-what" in more.content
    assert NoteRevision.objects.count() == 0


def test_a_step_from_a_page_that_is_old_is_not_taken() -> None:
    file = acting.booked()
    at = f"{BEECH}visits/{file.visit.pk}/"
    adviser, leader = acting.adviser(), acting.leader()
    old = form_of(adviser, at + "cancel/")
    assert client(leader).post(at + "hold/", form_of(leader, at + "hold/")).status_code == 302
    response = client(adviser).post(at + "cancel/", {**old, "reasons": "Snow has shut the road."})
    assert response.status_code == 409
    assert "This visit has moved on since you opened the page: it stands at “Held” now." in text(
        response.content
    )
    assert "Snow has shut the road." in response.content.decode()
    said = page(acting.adviser(), at + "cancel/")
    assert "“Cancel the visit” cannot be done now: this is held." in said


def test_only_the_author_and_those_who_oversee_see_the_forms_of_a_note() -> None:
    at = f"{BEECH}visits/{acting.drafted().visit.pk}/"
    for user, status in (
        (acting.adviser(), 200),
        (acting.leader(), 200),
        (acting.principal(), 200),
        (acting.other_adviser(), 403),
        (acting.senior(), 403),
        (acting.head(), 403),
        (acting.chair(), 403),
        (builders.person("auditor"), 403),
        (builders.person("pa", authority="802"), 404),
    ):
        for form in ("note/", "share/"):
            assert client(user).get(at + form).status_code == status, (user, form)
    assert client(acting.head()).get(at + "correct/").status_code == 200
    assert client(acting.chair()).get(at + "correct/").status_code == 403
    assert client(acting.head()).get(at + "nothing/").status_code == 404


def test_the_brief_asks_what_the_criteria_raise_and_what_was_agreed_before() -> None:
    acting.finished(at=acting.AT - timedelta(days=30))
    file = acting.booked(day=acting.TODAY + timedelta(days=5), about="Attendance")
    said = page(acting.head(), f"{BEECH}visits/{file.visit.pk}/brief/")
    assert "Ring home by 9.30 Hanna Head 15 January 2027" in said
    assert "The visit looks at: Attendance" in said
    assert "suggests level 1" in said
    assert "No case is open." in said
    assert "The school’s view of itself beside the evidence" in said
    assert said == page(acting.adviser(), f"{BEECH}visits/{file.visit.pk}/brief/")


def test_my_visits_lists_what_is_due_and_leads_to_it() -> None:
    file = acting.shared()
    said = client(acting.head()).get("/visits/").content.decode()
    assert "Check the facts of the note of visit" in said
    assert f'href="{BEECH}visits/{file.visit.pk}/"' in said
    late = page(acting.adviser(), "/visits/")
    assert "Termly visit Note with the school" in late
    assert "Nothing of visits or inspections waits for you today." in page(
        builders.person("auditor"), "/visits/"
    )
    assert client(builders.person("administrator")).get("/visits/").status_code == 403
    assert client(builders.person("executive_member")).get("/visits/").status_code == 403


def graded(**changes: str) -> dict[str, str]:
    card = acting.report_card()
    return {
        "framework": "report_card",
        "summary": "As expected.",
        **{f"grade-{area}": grade for area, grade in card.grades.items()},
        **changes,
    }


def test_an_inspection_is_seen_through_its_pages_to_its_next_steps() -> None:
    senior = acting.senior()
    hers = client(senior)
    sent = {"kind": "full", "notified_on": "19/11/2026", "begins_on": "20/11/2026"}
    assert client(acting.leader()).post(BEECH + "inspections/notify/", sent).status_code == 302
    at = f"{BEECH}inspections/{Inspection.objects.get().pk}/"
    assert "Nobody is assigned" in page(acting.head(), at)
    assert (
        hers.post(
            at + "assign/", {**form_of(senior, at + "assign/"), "representative": str(senior.pk)}
        ).status_code
        == 302
    )
    heard = {**form_of(senior, at + "attend/"), "attended": "yes", "notes": acting.SECRET}
    assert hers.post(at + "attend/", heard).status_code == 302
    told = {**graded(summary=acting.SECRET), "seen": form_of(senior, at + "provisional/")["seen"]}
    assert hers.post(at + "provisional/", told).status_code == 302
    assert "Under embargo" in page(senior, at)
    begun = form_of(senior, at + "publish/")
    assert acting.SECRET in begun["summary"]
    response = hers.post(
        at + "publish/", {**graded(), "seen": begun["seen"], "published_on": "21/11/2026", "link": "x"}
    )
    assert response.status_code == 400
    assert "The outcome cannot have been published after today." in text(response.content)
    assert "Give the address where it is published, like" in text(response.content)
    right = {**graded(), "seen": begun["seen"], "published_on": "20/11/2026", "link": acting.REPORT}
    assert hers.post(at + "publish/", right).status_code == 302
    said = page(acting.head(), at)
    assert "Next steps under way." in said
    assert "Inclusion Expected standard" in said
    assert "Meet the headteacher and the chair of governors about the outcome 27 November 2026" in said
    assert acting.SECRET not in said
    assert "4 next steps are still to be done" in page(senior, at)
    for number in range(1, 5):
        done = {**form_of(senior, f"{at}steps/{number}/"), "needed": "yes", "words": "Done."}
        assert hers.post(f"{at}steps/{number}/", done).status_code == 302
    assert hers.post(at + "close/", form_of(senior, at + "close/")).status_code == 302
    assert "Closed." in page(acting.head(), at)
    assert client(acting.head()).get(at + "publish/").status_code == 403
    assert hers.get(f"{at}steps/9/").status_code == 404
    assert hers.get(at + "nothing/").status_code == 404


def test_a_level_is_recorded_by_the_final_note_of_a_visit_without_pasting_it() -> None:
    agreed = casework.agreed(builders.BEECH)
    address = f"{BEECH}level/record/"
    assert form_of(acting.adviser(), address)["text"] == ""
    acting.shared(purpose="monitoring")
    assert form_of(acting.adviser(), address)["text"] == ""  # not final yet
    acting.finished()
    adviser = acting.adviser()
    begun = form_of(adviser, address)
    assert "From the final note of the visit of 20 November 2026 by Sia Adler, revision 3." in begun["text"]
    assert "Agreed actions: Ring home by 9.30 (Hanna Head, by 15 January 2027)" in begun["text"]
    assert begun["dated"] == "20/11/2026"
    assert client(adviser).post(address, {**begun, "kind": "note"}).status_code == 302
    (step,) = LevelStep.objects.filter(name="record")
    assert (step.details["kind"], step.details["dated"]) == ("note", "2026-11-20")
    assert "Reading in years 2 and 3." in str(step.details)
    assert agreed.proposal.school_id == builders.BEECH


EVERYWHERE = (
    "visits/",
    "inspections/",
    "where-we-are/",
    "record/",
    "record/export/?format=csv",
    "record/export/?format=xlsx",
    "case/",
    "level/",
    "judged-by-people/",
    "",
)


@pytest.mark.parametrize(
    ("role", "urns"),
    [
        ("sia", (builders.BEECH,)),
        ("sitl", ()),
        ("data_officer", ()),
        ("leadership_team", ()),
        ("headteacher", (builders.BEECH,)),
        ("chair", (builders.BEECH,)),
        ("governor", (builders.BEECH,)),
        ("trust_officer", (builders.BEECH,)),
        ("executive_member", ()),
        ("administrator", ()),
    ],
)
def test_a_provisional_outcome_is_on_no_page_list_or_file_of_whoever_may_not_read_it(
    role: str, urns: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "warehouse", lambda: None)
    file = acting.provisional()
    user = builders.person(role, urns=urns)
    own = f"inspections/{file.inspection.pk}/"
    places = [BEECH + each for each in (*EVERYWHERE, own)] + [
        "/visits/",
        "/due/",
        "/",
        "/schools/",
        "/cases/",
    ]
    before = Event.objects.filter(verb=Verb.RESTRICTED_READ).count()
    for place in places:
        response: Any = client(user).get(place, follow=True)
        said = (b"".join(response.streaming_content) if response.streaming else response.content).decode(
            errors="replace"
        )
        for secret in (
            acting.SECRET,
            "rgent improvement",
            "urgent_improvement",
            "requires_significant",
            "rovisional outcome",
        ):
            assert secret not in said, (place, secret)
    if role in ("sia", "sitl", "headteacher", "data_officer"):
        assert "Waiting for the report" in page(user, BEECH + own)
    mine = Event.objects.filter(verb=Verb.RESTRICTED_READ)
    assert not [each for each in mine[before:] if "inspection" in each.subject]


def test_each_reading_of_what_is_under_embargo_is_kept_and_who_has_an_interest_reads_none() -> None:
    file = acting.provisional()
    at = f"{BEECH}inspections/{file.inspection.pk}/"
    for role in ("director", "auditor", "pa"):
        reader = builders.person(role)
        assert acting.SECRET in page(reader, at)
        kept = Event.objects.filter(verb=Verb.RESTRICTED_READ, by=reader)
        assert [each.subject for each in kept] == [f"inspection {file.inspection.pk}"]
    aside = acting.principal()
    interests.declare(
        school=acting.school(),
        user=aside,
        kind="child",
        reason="A child at the school.",
        from_date=acting.TODAY,
        to_date=None,
        by=aside,
        at=acting.AT,
    )
    assert acting.SECRET not in page(aside, at)


def test_that_somebody_read_what_is_under_embargo_tells_nobody_that_an_outcome_is_held() -> None:
    file = acting.provisional()
    assert acting.SECRET in page(builders.person("director"), f"{BEECH}inspections/{file.inspection.pk}/")
    said = page(acting.adviser(), f"{BEECH}record/")
    assert f"Read restricted material about the school: inspection {file.inspection.pk}" in said
    assert "rovisional outcome" not in said


def test_a_note_that_is_taken_back_is_still_read_by_the_school_as_it_was_shared() -> None:
    file = notes.redraft(acting.challenged(), reasons="It was year 4.", by=acting.adviser(), at=acting.AT)
    changed = acting.content(looked_at="Reading in year 4, not said yet.")
    notes.save(file, seen=3, content=changed, by=acting.adviser(), at=acting.AT)
    said = page(acting.head(), f"{BEECH}visits/{file.visit.pk}/")
    assert "Reading in years 2 and 3." in said
    assert "not said yet" not in said


def test_what_visits_ask_stands_among_what_is_due_of_the_reader_and_of_others() -> None:
    acting.shared()
    acting.provisional()
    mine, others = page(acting.senior(), "/due/").split(" What needs others ")
    assert "Enter the outcome of the inspection once it is published" in mine
    assert "Check the facts of the note of visit : Beech Lane Primary School" in others
    assert "The headteacher" in others
    mine, others = page(acting.leader(), "/due/?kind=visits").split(" What needs others ")
    assert "Nothing of this needs you now." in mine
    assert "Enter the outcome of the inspection once it is published" in others
    assert "rovisional" not in others
    assert "inspection" not in page(acting.leader(), "/due/?kind=plans").split("are shown.")[1]
    told = page(acting.head(), "/notices/")
    assert "Check the facts of the note of visit" in told


def test_nothing_of_another_authority_is_among_what_is_due() -> None:
    acting.shared()
    said = page(builders.person("pa", authority="802"), "/due/")
    assert "note of visit" not in said
