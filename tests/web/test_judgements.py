"""The pages on which people judge a school: who writes what, what each shows, and what a refused form keeps."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import builders
from tests.judgements import acting
from tests.web.trying import Held, text
from trellis.accounts.models import User
from trellis.activity.models import Event, Verb
from trellis.analysis.store.records import Standing
from trellis.judgements.models import Comment, Entry, Judgement, Response, Review, Revision
from trellis.schools import data
from trellis.schools.actions import interests
from trellis.schools.models import School

pytestmark = pytest.mark.django_db
BEECH = f"/schools/{builders.BEECH}/"
WRITE = BEECH + "self-evaluation/write/"


class Figured(Held):
    """Beech Lane’s absence lies where `place` says among schools of its phase, 100 the most absence."""

    place = 92.0

    def standings(self, urn: int, **_: Any) -> list[Standing]:
        return [
            Standing(
                indicator="absence_overall",
                status=0,
                value=8.1,
                year=2026,
                percentile=self.place if urn == builders.BEECH else 50.0,
            )
        ]


@pytest.fixture(autouse=True)
def screened(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(timezone, "now", lambda: builders.AT)
    builders.screened(authority="802")
    acting.screened()
    with acting.on_the_shelf():
        yield


@pytest.fixture
def figured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "warehouse", Figured)


def client(user: User) -> Client:
    made = Client()
    made.force_login(user, backend="trellis.accounts.sign_in.EmailBackend")
    return made


def filled(**changes: str) -> dict[str, str]:
    """The form of the self-evaluation as the headteacher sends it."""
    return {
        "seen": "0",
        "state": "submitted",
        "grade-attendance": "strong",
        "rests-attendance": "Our own register.",
        "grade-leadership": "secure",
        "rests-leadership": "The governors’ review.",
        "priorities": "Reading in year 3\n\nAttendance on Fridays",
        "is_vulnerable": "no",
        "why_vulnerable": "",
        **changes,
    }


def test_the_head_writes_submits_and_both_read_the_same_and_the_adviser_is_offered_a_comment_alone() -> None:
    head, adviser = client(acting.head()), client(acting.adviser())
    assert head.post(WRITE, filled(state="draft")).status_code == 302
    assert "has submitted no self-evaluation yet" in text(adviser.get(BEECH + "self-evaluation/").content)
    assert "It is a draft: the authority does not see it." in text(
        head.get(BEECH + "self-evaluation/").content
    )
    assert head.post(WRITE, filled(seen="1")).status_code == 302
    page = adviser.get(BEECH + "self-evaluation/")
    assert "Revision 2, submitted by Headteacher (Headteacher) on 20 November 2026" in text(page.content)
    assert "Attendance Strong Our own register." in text(page.content)
    assert b"self-evaluation/write/" not in page.content
    assert b"self-evaluation/comment/" in page.content
    assert adviser.get(WRITE).status_code == 403
    assert adviser.post(WRITE, filled(seen="2", priorities="Theirs")).status_code == 403
    assert Revision.objects.count() == 2
    sent = {"theme": "attendance", "said": "The autumn figures say otherwise."}
    assert adviser.post(BEECH + "self-evaluation/comment/", sent).status_code == 302
    assert "The autumn figures say otherwise. Sia (School Improvement Adviser)" in text(
        head.get(BEECH + "self-evaluation/").content
    )
    assert head.get(BEECH + "self-evaluation/comment/").status_code == 403
    assert Comment.objects.count() == 1


def test_a_draft_of_the_school_is_not_found_by_the_authority() -> None:
    acting.written(submit=False)
    address = BEECH + "self-evaluation/2027/1/"
    assert client(acting.chair()).get(address).status_code == 200
    for user in (acting.adviser(), builders.person("pa"), builders.person("director")):
        assert client(user).get(address).status_code == 404


def test_a_revision_is_shown_as_it_was_with_what_it_changed() -> None:
    acting.written()
    acting.written(seen=1, said=acting.content(priorities=("Writing",)), at=acting.AT + timedelta(seconds=1))
    adviser = client(acting.adviser())
    newest = text(adviser.get(BEECH + "self-evaluation/").content)
    assert "Priorities Reading in year 3 Attendance on Fridays Writing" in newest
    first = text(adviser.get(BEECH + "self-evaluation/2027/1/").content)
    assert "This is not the newest revision." in first
    assert "What this revision changed" not in first


def test_two_who_write_at_once_are_shown_the_difference_and_lose_nothing() -> None:
    one, other = client(acting.head()), client(acting.head())
    assert one.post(WRITE, filled(priorities="Reading")).status_code == 302
    late = other.post(WRITE, filled(priorities="Writing"))
    assert late.status_code == 409
    said = text(late.content)
    assert "Headteacher saved revision 1 since you opened the page" in said
    assert "Priorities Reading Writing" in said
    assert "Error: Write the self-evaluation" in late.content.decode()
    page = late.content.decode()
    assert ">Writing</textarea>" in page
    assert re.search(r'name="seen" value="1"', page)
    assert other.post(WRITE, filled(seen="1", priorities="Writing")).status_code == 302
    assert [row.priorities for row in Revision.objects.order_by("number")] == [["Reading"], ["Writing"]]


def test_a_double_submit_makes_one_revision() -> None:
    head = client(acting.head())
    assert [head.post(WRITE, filled()).status_code for _ in range(2)] == [302, 302]
    assert Revision.objects.count() == 1


def test_what_is_missing_is_said_beside_its_field_and_what_was_written_stays() -> None:
    response = client(acting.head()).post(
        WRITE, filled(**{"grade-attendance": "", "rests-leadership": "", "is_vulnerable": ""})
    )
    assert response.status_code == 400
    page = response.content.decode()
    assert 'href="#id_grade-attendance"' in page or 'href="#id_grade-attendance_0"' in page
    for said in (
        "Attendance: choose a grade",
        "Leadership: say what the grade rests on",
        "Say whether you call your school vulnerable",
    ):
        assert said in text(response.content)
    assert "Our own register." in page
    assert not Revision.objects.exists()


def test_last_years_words_are_carried_into_the_new_year_and_nothing_is_saved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    acting.written(at=acting.AT)
    monkeypatch.setattr(timezone, "now", lambda: builders.AT + timedelta(days=320))
    user = acting.head()
    page = client(user).get(WRITE)
    assert "This begins with what you wrote last year." in text(page.content)
    assert "The governors’ review." in page.content.decode()
    assert 'name="seen" value="0"' in page.content.decode()


def test_what_the_school_writes_is_shown_and_never_run() -> None:
    head = client(acting.head())
    said = "<script>alert(1)</script>"
    head.post(WRITE, filled(**{"rests-attendance": said, "priorities": said}))
    for page in ("self-evaluation/", "before-the-visit/", "self-evaluation/write/"):
        content = head.get(BEECH + page).content.decode()
        assert "&lt;script&gt;alert(1)" in content, page
        assert "<script>alert(1)" not in content, page


def test_a_strong_grade_on_attendance_of_the_worst_quarter_is_a_mismatch_for_both_to_see(
    figured: None,
) -> None:
    acting.written()
    pages = [
        client(user).get(BEECH + "before-the-visit/")
        for user in (acting.adviser(), acting.head(), acting.chair())
    ]
    for page in pages:
        said = text(page.content)
        assert "Mismatch The evidence points down" in said
        assert "in the worst quarter of schools of its phase" in said
        assert "Of 2 themes that the school graded, 1 points the opposite way to the evidence" in said
    bodies = {text(page.content) for page in pages}
    assert len(bodies) == 1
    asked = client(acting.adviser()).get(BEECH + "judgements/record/?question=self_evaluation_accurate")
    assert "1 points the opposite way to the evidence. That answers nothing by itself" in text(asked.content)
    assert not re.search(r'type="radio"[^>]*checked', asked.content.decode())


def test_without_the_figures_there_is_no_mismatch_and_the_page_says_why() -> None:
    acting.written()
    said = text(client(acting.adviser()).get(BEECH + "before-the-visit/").content)
    assert "none points the opposite way" in said
    assert "The figures are being rebuilt" in said


def test_a_judgement_shows_its_evidence_and_the_schools_answer_or_that_none_came() -> None:
    adviser, head = client(acting.adviser()), client(acting.head())
    address = BEECH + "judgements/record/"
    assert adviser.get(address).status_code == 200
    assert "Do leaders need support?" in text(adviser.get(address).content)
    sent = {
        "answer": "yes",
        "judged_on": "20/11/2026",
        "evidence": "The visit of 20 November.",
        "expires_on": "",
    }
    answered = adviser.post(address + "?question=leadership_needs_support", sent)
    made = Judgement.objects.get()
    assert answered.headers["Location"] == f"{BEECH}judgements/{made.pk}/"
    said = text(head.get(f"{BEECH}judgements/{made.pk}/").content)
    assert "What it rests on The visit of 20 November." in said
    assert "None yet. The school is asked to answer by 4 December 2026." in said
    assert "L2-10" in said
    reply = {"said": "We have hired a deputy."}
    assert adviser.post(f"{BEECH}judgements/{made.pk}/answer/", reply).status_code == 403
    assert head.post(f"{BEECH}judgements/{made.pk}/answer/", reply).status_code == 302
    for user in (adviser, head):
        assert "We have hired a deputy. Headteacher (Headteacher)" in text(
            user.get(BEECH + "judgements/").content
        )
    assert Response.objects.count() == 1


def test_after_its_day_the_page_says_that_no_answer_was_received(monkeypatch: pytest.MonkeyPatch) -> None:
    made = acting.judged()
    monkeypatch.setattr(timezone, "now", lambda: builders.AT + timedelta(days=15))
    said = text(client(acting.adviser()).get(f"{BEECH}judgements/{made.pk}/").content)
    assert "None received by 4 December 2026." in said


def test_a_judgement_of_another_school_is_not_found() -> None:
    made = acting.judged(builders.OAK)
    assert client(builders.person("pa")).get(f"{BEECH}judgements/{made.pk}/").status_code == 404


def test_a_question_that_is_not_asked_is_asked_for_again() -> None:
    response = client(acting.adviser()).get(BEECH + "judgements/record/?question=odd")
    assert response.status_code == 400
    assert "Choose a question" in text(response.content)


def test_the_evidence_leads_to_what_was_recorded_where_a_row_of_a_file_would_be() -> None:
    made = acting.judged()
    row = acting.written(said=acting.vulnerable())
    seat = acting.vacancy()
    acting.screened(at=builders.AT + timedelta(hours=1))
    reader = client(builders.person("director"))
    for page in ("", "how-judged/"):
        content = reader.get(BEECH + page).content.decode()
        for address in (f"judgements/{made.pk}/", f"circumstances/{seat.pk}/"):
            assert f'href="{BEECH}{address}"' in content, (page, address)
            assert reader.get(BEECH + address).status_code == 200
        assert "ecorded in Trellis by Sia (School Improvement Adviser) on 20 November 2026" in content
    assert reader.get(f"{BEECH}self-evaluation/{row.year}/{row.number}/").status_code == 200
    judged = text(reader.get(BEECH + "judgements/").content)
    assert "Yes Recorded in Trellis by Sia" in judged


def test_leadership_and_governance_stand_dated_on_the_schools_page() -> None:
    acting.judged()
    acting.screened(at=builders.AT + timedelta(hours=1))
    said = text(client(acting.head()).get(BEECH).content)
    assert "Leadership and governance" in said
    assert "Do leaders need support? Yes 20 November 2026 L2-10 Recorded in Trellis by Sia" in said
    assert "Not known, which is not a sign that all is well: L1-3 L1-3" in said


def test_a_circumstance_says_which_criterion_reads_it_or_that_none_does() -> None:
    head = client(acting.head())
    sent = {"evidence": "The head left.", "from_date": "2/11/2026", "until": ""}
    for kind in ("head_post_vacant", "building"):
        assert head.post(BEECH + "circumstances/record/", {**sent, "kind": kind}).status_code == 302
    said = text(client(acting.adviser()).get(BEECH + "circumstances/").content)
    assert "Read by L2-14 L2-14 at the next screening." in said
    assert "No criterion of the pack in force reads this, so it changes no suggestion." in said
    row = acting.school().circumstances.get(kind="building")
    ended = head.post(
        f"{BEECH}circumstances/{row.pk}/end/", {"last_day": "19/11/2026", "why": "It is open again."}
    )
    assert ended.status_code == 302
    assert "It is open again." in text(head.get(f"{BEECH}circumstances/{row.pk}/").content)


def log(said: str, **more: str) -> dict[str, str]:
    return {
        "said": said,
        "heard_on": "20/11/2026",
        "about": "leadership",
        "source": "parent",
        "reliability": "usually",
        "corroborated_by": "A second parent",
        **more,
    }


def test_the_third_entry_that_is_borne_out_asks_for_a_review_which_ends_the_asking() -> None:
    adviser = client(acting.adviser())
    for said in ("The head shouts.", "Staff are leaving.", "Letters go unanswered."):
        assert "Asked to review" not in text(adviser.get(BEECH + "intelligence/").content)
        assert adviser.post(BEECH + "intelligence/log/", log(said)).status_code == 302
    assert "Asked to review: 3 corroborated entries within 12 months." in text(
        adviser.get(BEECH + "intelligence/").content
    )
    for user in (acting.adviser(), builders.person("spa"), builders.person("pa")):
        assert "Beech Lane Primary School 3 corroborated entries within 12 months" in text(
            client(user).get("/soft-intelligence/").content
        )
    ids = [str(pk) for pk in Entry.objects.values_list("pk", flat=True)]
    sent = {"seen": ids, "outcome": "visit", "decided": "A visit on Tuesday."}
    assert adviser.post(BEECH + "intelligence/review/", sent).status_code == 302
    assert Review.objects.get().entries == sorted(map(int, ids))
    said = text(adviser.get(BEECH + "intelligence/").content)
    assert "Asked to review" not in said
    assert "Visit the school , on 3 entries." in said
    assert "No school asks for a review today." in text(adviser.get("/soft-intelligence/").content)


@pytest.mark.parametrize("role", ["headteacher", "chair", "data_officer", "leadership_team"])
def test_those_who_may_not_read_are_told_how_many_and_what_about_and_nothing_else(role: str) -> None:
    acting.heard("The head shouts.", borne_out="Seen by Mrs Secret")
    urns = (builders.BEECH,) if role in ("headteacher", "chair") else ()
    page = client(builders.person(role, urns=urns)).get(BEECH + "intelligence/")
    said = text(page.content)
    assert "1 entry is held about this school." in said
    assert "Leadership and governance 1" in said
    assert "None of them makes a level" in said
    for hidden in ("shouts", "parent", "Secret", "Usually"):
        assert hidden not in said.replace("Parents", "")
    assert not Event.objects.filter(verb=Verb.RESTRICTED_READ).exists()


def test_each_reading_of_the_entries_is_kept() -> None:
    entry = acting.heard("The head shouts.", borne_out="")
    reader = client(acting.adviser())
    for page in ("intelligence/", f"intelligence/{entry.pk}/bear-out/", "intelligence/review/"):
        assert reader.get(BEECH + page).status_code == 200
    assert Event.objects.filter(verb=Verb.RESTRICTED_READ, urn=builders.BEECH).count() == 3
    assert (
        reader.post(f"{BEECH}intelligence/{entry.pk}/bear-out/", {"how": "The chair says so."}).status_code
        == 302
    )


def test_soft_intelligence_is_on_no_page_that_the_school_reads() -> None:
    acting.heard("The head shouts.")
    acting.screened(at=builders.AT + timedelta(hours=1))
    head = client(acting.head())
    for page in ("", "judged-by-people/", "before-the-visit/", "judgements/", "how-judged/", "level/"):
        assert b"shouts" not in head.get(BEECH + page).content, page


def test_a_level_is_proposed_and_answered_with_the_self_evaluation_beside_the_screening(
    figured: None,
) -> None:
    from tests.casework import acting as levels

    acting.written()
    pages = [client(acting.adviser()).get(BEECH + "level/propose/")]
    levels.shared(builders.BEECH)
    pages.append(client(acting.adviser()).get(BEECH + "level/"))
    pages.append(client(acting.head()).get(BEECH + "level/answer/"))
    for page in pages:
        said = text(page.content)
        assert "The school’s self-evaluation beside the screening" in said
        assert "Attendance Strong" in said
        assert "Mismatch The evidence points down" in said


def test_a_level_without_a_self_evaluation_says_that_there_is_none() -> None:
    said = text(client(acting.adviser()).get(BEECH + "level/propose/").content)
    assert "None has been submitted yet." in said


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        ("judgements/record/?question=leadership_needs_support", {"judged_on": "32/1/2026"}),
        ("circumstances/record/", {"kind": "odd", "from_date": ""}),
        ("intelligence/log/", {"said": "", "heard_on": "soon"}),
        ("intelligence/review/", {}),
        ("self-evaluation/comment/", {"said": ""}),
    ],
)
def test_a_form_that_is_wrong_says_what_to_do(page: str, sent: dict[str, str]) -> None:
    acting.written()
    acting.heard("One.")
    response = client(acting.adviser()).post(BEECH + page, sent)
    assert response.status_code == 400
    assert "There is a problem" in text(response.content)
    assert "<title>Error: " in " ".join(response.content.decode().split())


def test_the_school_reads_no_entry_in_its_chronology_and_is_told_that_some_are_restricted() -> None:
    entry = acting.heard("The head is seldom seen.", at=builders.AT + timedelta(minutes=1))
    head = client(acting.head())
    shown = text(head.get(BEECH + "record/").content)
    kept = (vars(entry), list(Event.objects.values()), list(Entry.objects.values()))
    assert "1 more act is restricted, and left out of your copy." in shown, (shown, kept)
    assert "seldom seen" not in shown
    file = head.get(BEECH + "record/export/?format=csv").content.decode()
    assert "estricted" in file, file
    assert "seldom seen" not in file
    where = text(head.get(BEECH + "where-we-are/").content)
    assert "Entry" not in where
    assert "restricted to the authority" in where
    assert "seldom seen" in client(acting.adviser()).get(BEECH + "record/").content.decode()


def test_an_adviser_with_an_interest_is_told_how_much_is_said_of_the_school_and_not_what() -> None:
    adviser = builders.person("sia", urns=(builders.BEECH,))
    reader = client(adviser)
    assert reader.post(BEECH + "intelligence/log/", log("The hall is shut.")).status_code == 302
    entry = Entry.objects.get()
    assert "The hall is shut." in text(reader.get(BEECH + "intelligence/").content)
    interests.declare(
        school=School.objects.get(pk=builders.BEECH),
        user=adviser,
        kind="child",
        reason="My daughter is in Year 4.",
        from_date=builders.AT.date(),
        to_date=None,
        by=adviser,
        at=builders.AT,
    )
    page = text(reader.get(BEECH + "intelligence/").content)
    assert "The hall is shut." not in page
    assert "You have declared an interest" in page
    assert "1 entry is held" in page
    for name in (f"{entry.pk}/bear-out/", "review/"):
        answer = reader.get(f"{BEECH}intelligence/{name}")
        assert answer.status_code == 403
        assert "The hall is shut." not in answer.content.decode()
