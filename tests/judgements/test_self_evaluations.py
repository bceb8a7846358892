"""The school writes its self-evaluation and nobody else does; nothing of two who write at once is lost."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tests import builders
from tests.judgements import acting
from trellis.activity.models import Event, Verb
from trellis.judgements import writing
from trellis.judgements.actions import self_evaluations as actions
from trellis.judgements.models import Comment, Revision
from trellis.judgements.queries import self_evaluations as kept
from trellis.judgements.writing import Part
from trellis.schools import chronology

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]


def test_each_revision_is_kept_with_who_wrote_it_and_when() -> None:
    acting.written(submit=False)
    acting.written(seen=1)
    rows = kept.revisions(acting.school(), on=acting.TODAY, drafts=True)
    assert [(row.number, row.state, row.role) for row in rows] == [
        (2, "submitted", "headteacher"),
        (1, "draft", "headteacher"),
    ]
    assert writing.content_of(rows[0]) == acting.content()
    assert Event.objects.filter(verb=Verb.SELF_EVALUATION_WRITTEN).count() == 2


@pytest.mark.parametrize("role", ["sia", "spa", "pa", "director", "chair", "data_officer", "auditor"])
def test_nobody_but_the_headteacher_writes_it(role: str) -> None:
    other = builders.person(role, urns=(builders.BEECH,) if role in ("sia", "chair") else ())
    with pytest.raises(PermissionDenied):
        acting.written(by=other)
    assert not Revision.objects.exists()


def test_the_head_of_another_school_does_not_write_it() -> None:
    with pytest.raises(PermissionDenied, match="not one of those that you work with"):
        acting.written(by=acting.head(builders.OAK))


def test_an_adviser_comments_beside_it_and_changes_nothing() -> None:
    row = acting.written()
    made = actions.comment(
        row, theme="attendance", said=" The autumn figures say otherwise. ", by=acting.adviser(), at=acting.AT
    )
    assert (made.said, made.role) == ("The autumn figures say otherwise.", "sia")
    assert Revision.objects.get() == row
    again = actions.comment(
        row, theme="attendance", said="The autumn figures say otherwise.", by=acting.adviser(), at=acting.AT
    )
    assert again == made
    for by in (acting.head(), builders.person("director")):
        with pytest.raises(PermissionDenied):
            actions.comment(row, theme="", said="No.", by=by, at=acting.AT)
    assert Comment.objects.count() == 1


def test_a_draft_is_the_schools_own_and_cannot_be_commented_on() -> None:
    row = acting.written(submit=False)
    assert kept.newest(acting.school(), on=acting.TODAY) is None
    assert kept.newest(acting.school(), on=acting.TODAY, drafts=True) == row
    with pytest.raises(actions.CannotComment):
        actions.comment(row, theme="", said="Early days.", by=acting.adviser(), at=acting.AT)


def test_whoever_is_overtaken_is_shown_what_differs_and_can_save_theirs_as_the_next_revision() -> None:
    acting.written()
    theirs = acting.content(priorities=("Writing",))
    acting.written(seen=1, said=theirs)
    mine = acting.content(
        parts={**acting.content().parts, "attendance": Part(grade="needs_work", rests_on="Fridays.")}
    )
    with pytest.raises(actions.Overtaken) as caught:
        acting.written(seen=1, said=mine)
    newest = caught.value.newest
    assert newest.number == 2
    assert "saved revision 2 since you opened the page" in str(caught.value)
    told = writing.differences(
        writing.content_of(newest), mine, themes=[("attendance", "Attendance"), ("leadership", "Leadership")]
    )
    assert [(each.name, each.theirs, each.yours) for each in told] == [
        ("Attendance", "Strong. Our own register.", "Needs work. Fridays."),
        ("Priorities", "Writing", "Reading in year 3\nAttendance on Fridays"),
    ]
    assert acting.written(seen=2, said=mine).number == 3
    assert [writing.content_of(row) for row in Revision.objects.order_by("number")][1:] == [theirs, mine]


def test_the_same_form_sent_twice_is_one_revision() -> None:
    first = acting.written()
    assert acting.written() == first
    assert Revision.objects.count() == 1


def test_saving_what_has_not_changed_says_so() -> None:
    acting.written()
    with pytest.raises(actions.CannotWrite, match="Nothing has changed"):
        acting.written(seen=1)


def test_two_workers_cannot_take_one_number() -> None:
    row = acting.written()
    copy = {f.attname: getattr(row, f.attname) for f in Revision._meta.concrete_fields if f.name != "id"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision(**copy).save()


def test_what_is_missing_from_what_is_submitted_is_said_all_at_once() -> None:
    said = acting.content(
        parts={"attendance": Part(grade="strong")}, priorities=(), is_vulnerable=True, why_vulnerable=" "
    )
    with pytest.raises(actions.CannotWrite) as caught:
        acting.written(said=said)
    assert caught.value.problems == (
        ("attendance", "Attendance: say what the grade rests on"),
        ("leadership", "Leadership: choose a grade"),
        ("priorities", "Write at least one priority"),
        ("why_vulnerable", "Say why you call your school vulnerable"),
    )
    assert acting.written(said=said, submit=False).state == "draft"


def test_a_grade_or_theme_that_nobody_asks_for_is_refused() -> None:
    for parts in ({"attendance": Part(grade="outstanding")}, {"weather": Part(grade="strong")}):
        with pytest.raises(actions.CannotWrite, match="Choose grades from the list"):
            acting.written(said=acting.content(parts=parts), submit=False)


def test_without_a_pack_in_force_there_is_nothing_to_write_against() -> None:
    from trellis.schools.models import Authority

    Authority.objects.filter(pk="801").update(pack="")
    with pytest.raises(actions.CannotWrite, match="no criteria to write against"):
        acting.written()


def test_what_a_draft_says_is_in_no_chronology_and_that_it_was_saved_is() -> None:
    draft = acting.content(priorities=("Find out who is leaving",))
    acting.written(said=draft, submit=False)
    school = acting.school()
    told = str(chronology.of(school).acts)
    assert "revision 1, draft" in told
    assert "Find out who is leaving" not in told
    assert "judgements.Revision" not in {each.label for each in chronology.holdings(school)}
    acting.written(seen=1)
    assert "Reading in year 3" in str(chronology.of(school).acts)
    assert [each.rows for each in chronology.holdings(school) if each.label == "judgements.Revision"] == [1]
