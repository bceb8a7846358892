"""The note of a visit: every save is kept, nobody writes over another, the school checks it, and it is final."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from tests import builders
from tests.visits import acting
from trellis.activity.confidentiality import Confidentiality
from trellis.activity.models import Event
from trellis.casework.actions.taking import CannotTake
from trellis.schools import chronology
from trellis.visits import note
from trellis.visits.actions import notes
from trellis.visits.actions.notes import Overtaken
from trellis.visits.models import Consent, NoteRevision, Purpose, Stage
from trellis.visits.note import AgreedAction, Content, Finding
from trellis.workflow import TransitionRefused

AT, TODAY = acting.AT, acting.TODAY
NEXT_WEEK = TODAY + timedelta(days=7)

texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)
contents = st.builds(
    Content,
    met=texts,
    looked_at=texts,
    findings=st.lists(
        st.builds(Finding, heading=st.sampled_from("abcdef"), name=texts, words=texts),
        unique_by=lambda each: each.heading,
        max_size=4,
    ).map(tuple),
    strengths=texts,
    actions=st.lists(
        st.builds(AgreedAction, what=texts, owner=texts, by=st.none() | st.dates()), max_size=4
    ).map(tuple),
    practice=texts,
    practice_area=texts,
    consent=st.sampled_from(["", *Consent.values]),
)


@given(contents)
def test_what_is_written_comes_back_from_its_row_as_it_was_written(content: Content) -> None:
    row = NoteRevision(**note.columns_of(content))
    assert note.content_of(row) == content


@given(contents)
def test_tidying_again_changes_nothing_and_a_note_differs_from_itself_in_nothing(content: Content) -> None:
    once = note.tidy(content)
    assert note.tidy(once) == once
    assert note.differences(content, once) == ()


@given(contents, contents)
def test_a_difference_is_told_alike_from_either_side(one: Content, other: Content) -> None:
    told = {(d.name, d.theirs, d.yours) for d in note.differences(one, other)}
    back = {(d.name, d.yours, d.theirs) for d in note.differences(other, one)}
    assert told == back


@given(contents, st.sampled_from(Purpose.values))
def test_a_note_that_lacks_nothing_says_what_was_looked_at_and_owns_every_action(
    content: Content, purpose: str
) -> None:
    content = note.tidy(content)
    if note.missing(content, purpose=purpose):
        return
    assert content.looked_at
    assert content.findings
    assert all(each.owner and each.by and each.what for each in content.actions)
    assert purpose != Purpose.SUMMER or (content.practice and content.consent)


def test_every_save_is_a_revision_and_the_same_form_sent_twice_is_kept_once() -> None:
    file = acting.drafted()
    assert file.state == "draft"
    again = notes.save(file, seen=0, content=acting.content(), by=acting.adviser(), at=AT)
    same = notes.save(file, seen=1, content=acting.content(), by=acting.adviser(), at=AT)
    assert [len(each.revisions) for each in (file, again, same)] == [1, 1, 1]
    more = notes.save(file, seen=1, content=acting.content(strengths="Singing."), by=acting.adviser(), at=AT)
    assert [row.strengths for row in more.revisions] == ["Story time.", "Singing."]


def test_somebody_who_did_not_see_the_newest_revision_is_told_whose_it_is() -> None:
    file = acting.drafted()
    with pytest.raises(Overtaken) as refused:
        notes.save(file, seen=0, content=acting.content(met="Others"), by=acting.leader(), at=AT)
    assert refused.value.newest.number == 1
    assert "Sia Adler saved revision 1" in str(refused.value)
    with pytest.raises(Overtaken):
        notes.share(file, seen=0, reply_by=NEXT_WEEK, by=acting.leader(), at=AT)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"looked_at": "x" * 4001}, "4,000 characters or fewer"),
        ({"actions": (AgreedAction(what="a", owner="x" * 201),)}, "200 characters or fewer"),
        ({"practice_area": "x" * 201}, "200 characters or fewer"),
        ({"actions": (AgreedAction(what="a"),) * 31}, "30 agreed actions at most"),
        ({"consent": "perhaps"}, "from the list"),
        ({"findings": (Finding(heading="a", name="A", words="1"),) * 2}, "written under once"),
    ],
)
def test_a_note_that_cannot_be_is_refused_in_words(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(CannotTake, match=said):
        notes.save(acting.held(), seen=0, content=acting.content(**changes), by=acting.adviser(), at=AT)


def test_nothing_is_written_before_the_visit_or_with_nothing_in_it() -> None:
    with pytest.raises(CannotTake, match="this visit stands at “Booked” now"):
        notes.save(acting.booked(), seen=0, content=acting.content(), by=acting.adviser(), at=AT)
    with pytest.raises(CannotTake, match="nothing to save"):
        notes.save(acting.held(), seen=0, content=Content(met=" "), by=acting.adviser(), at=AT)


def test_a_note_is_not_shared_before_it_is_whole_and_says_what_is_missing() -> None:
    action = AgreedAction(what="Ring home")
    file = acting.drafted(said=acting.content(met="", actions=(action,)))
    with pytest.raises(TransitionRefused, match="whom you met; who owns agreed action 1; by when agreed"):
        notes.share(file, seen=1, reply_by=NEXT_WEEK, by=acting.adviser(), at=AT)
    with pytest.raises(CannotTake, match="until a day after today"):
        notes.share(file, seen=1, reply_by=TODAY, by=acting.adviser(), at=AT)


def test_a_summer_visit_asks_for_practice_worth_sharing_and_whether_the_school_was_asked() -> None:
    file = acting.drafted(purpose=Purpose.SUMMER)
    assert file.missing == ("the practice worth sharing, or that none was seen",)
    said = acting.content(practice="Paired reading", practice_area="Reading")
    file = notes.save(file, seen=1, content=said, by=acting.adviser(), at=AT)
    assert file.missing == ("whether the school was asked if its practice may be shared",)
    whole = replace(said, consent=Consent.YES)
    file = notes.save(file, seen=2, content=whole, by=acting.adviser(), at=AT)
    assert file.missing == ()


def test_the_usual_day_for_the_check_is_five_working_days_on_and_skips_christmas() -> None:
    assert notes.usual_reply(acting.school(), on=date(2026, 11, 20)) == date(2026, 11, 27)
    # 22, 23, 24 December; 29 and 30, for 25 is Christmas and Monday 28 the bank holiday of Boxing Day
    assert notes.usual_reply(acting.school(), on=date(2026, 12, 21)) == date(2026, 12, 30)


@pytest.mark.parametrize(
    "role", ["chair", "governor", "trust_officer", "sia", "sitl", "pa", "director", "auditor"]
)
def test_the_headteacher_alone_checks_the_facts(role: str) -> None:
    own = role in ("chair", "governor", "trust_officer", "sia")
    user = builders.person(role, urns=(builders.BEECH,) if own else ())
    file = acting.shared()
    for act in (
        lambda: notes.correct(file, by=user, at=AT),
        lambda: notes.challenge(file, reasons="No.", by=user, at=AT),
    ):
        with pytest.raises(PermissionDenied):
            act()
    elsewhere = builders.person("headteacher", urns=(builders.OAK,))
    with pytest.raises(PermissionDenied):
        notes.correct(file, by=elsewhere, at=AT)


@pytest.mark.parametrize("name", ["save", "share", "redraft", "finish", "keep", "amend"])
def test_nobody_else_writes_in_a_note_or_takes_its_steps(name: str) -> None:
    given: dict[str, dict[str, Any]] = {
        "save": {"seen": 1, "content": acting.content(met="Me")},
        "share": {"seen": 1, "reply_by": NEXT_WEEK},
        "redraft": {"reasons": "Wrong."},
        "finish": {},
        "keep": {"reasons": "Right."},
        "amend": {"seen": 3, "content": acting.content(met="Me"), "reasons": "Wrong."},
    }
    file = {
        "save": acting.drafted,
        "share": acting.drafted,
        "amend": acting.finished,
        "keep": acting.challenged,
    }.get(name, acting.checked)()
    before = (NoteRevision.objects.count(), Event.objects.count())
    for user in (
        acting.other_adviser(),
        acting.senior(),
        acting.head(),
        builders.person("auditor"),
        builders.person("pa", authority="802"),
    ):
        with pytest.raises(PermissionDenied):
            getattr(notes, name)(file, **given[name], by=user, at=AT)
    assert (NoteRevision.objects.count(), Event.objects.count()) == before
    getattr(notes, name)(file, **given[name], by=acting.principal(), at=AT)


def test_a_note_waits_for_the_headteacher_until_the_day_and_is_final_without_an_answer_after_it() -> None:
    file = acting.shared()
    with pytest.raises(TransitionRefused, match="until 27 November 2026 to check the facts"):
        notes.finish(file, by=acting.adviser(), at=AT)
    final = notes.finish(file, by=acting.adviser(), at=AT + timedelta(days=8))
    assert final.state == "final"
    assert final.shown is not None
    assert note.content_of(final.shown) == acting.content()


def test_what_the_headteacher_asks_for_is_changed_and_shared_again_or_refused_with_reasons() -> None:
    file = acting.challenged()
    assert file.answer is not None
    assert file.answer.reasons == "It was year 4."
    with pytest.raises(TransitionRefused):
        notes.finish(file, by=acting.adviser(), at=AT)
    with pytest.raises(CannotTake, match="Say why the note stays as it is"):
        notes.keep(file, reasons="", by=acting.adviser(), at=AT)
    back = notes.redraft(file, reasons="The head is right.", by=acting.adviser(), at=AT)
    assert back.state == "draft"
    assert back.note is not None
    said = acting.content(looked_at="Reading in year 4.")
    saved = notes.save(back, seen=back.note.number, content=said, by=acting.adviser(), at=AT)
    assert saved.shown is not None
    assert saved.shown.looked_at == "Reading in years 2 and 3."
    again = notes.share(saved, seen=4, reply_by=NEXT_WEEK, by=acting.adviser(), at=AT)
    assert again.answer is None
    assert again.shown is not None
    assert again.shown.looked_at == "Reading in year 4."


def test_a_final_note_stays_and_a_correction_says_why_beside_it() -> None:
    file = acting.finished()
    said = acting.content(strengths="Singing.")
    given: dict[str, Any] = {"seen": 3, "by": acting.adviser(), "at": AT}
    with pytest.raises(CannotTake, match="Say why the final note is corrected"):
        notes.amend(file, content=said, reasons=" ", **given)
    with pytest.raises(CannotTake, match="It would not say: what was looked at"):
        notes.amend(file, content=acting.content(looked_at=""), reasons="Slip.", **given)
    with pytest.raises(CannotTake, match="Nothing of the note has changed"):
        notes.amend(file, content=acting.content(), reasons="Slip.", **given)
    corrected = notes.amend(file, content=said, reasons="Singing, not stories.", **given)
    twice = notes.amend(file, content=said, reasons="Singing, not stories.", **given)
    assert [row.stage for row in twice.revisions] == ["draft", "shared", "final", "correction"]
    assert corrected.state == "final"
    assert twice.revisions[2].strengths == "Story time."
    with pytest.raises(Overtaken):
        notes.amend(file, content=acting.content(met="Me"), reasons="Other.", **given)
    with pytest.raises(CannotTake, match="corrected once it is final"):
        notes.amend(acting.shared(purpose=Purpose.REQUESTED), content=said, reasons="Slip.", **given)


def test_the_chronology_tells_of_what_was_shared_and_of_no_draft() -> None:
    secret = acting.content(strengths="Not yet to be said")
    acting.drafted(said=secret)
    acts = chronology.of(acting.school()).acts
    assert not [act for act in acts if "Not yet to be said" in str(act)]
    told = notes.share(
        acting.drafted(purpose=Purpose.MONITORING), seen=1, reply_by=NEXT_WEEK, by=acting.adviser(), at=AT
    )
    acts = chronology.of(acting.school()).acts
    assert [act for act in acts if "Story time." in str(act)]
    assert {act.confidentiality for act in acts} == {Confidentiality.SCHOOL_AND_AUTHORITY}
    assert told.shown is not None
    assert told.shown.stage == Stage.SHARED
