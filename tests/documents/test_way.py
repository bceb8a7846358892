"""The way of a document: drafted, edited, approved by another, issued and frozen, seen, and what may come after."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from tests import builders
from tests.casework import acting, meeting, planning
from tests.documents import drawing_up
from trellis.accounts.two_people import SamePerson
from trellis.activity.append_only import CannotChange
from trellis.activity.models import Event
from trellis.documents import catalogue, queries, store
from trellis.documents.actions import moving, writing
from trellis.documents.actions.moving import CannotMove
from trellis.documents.actions.writing import CannotWrite, ChangedMeanwhile
from trellis.documents.formats import written
from trellis.documents.models import Document, IssuedFile, Revision
from trellis.documents.queries import DocumentFile
from trellis.problem import Refusal
from trellis.schools.actions import interests
from trellis.schools.models import Authority, Interest
from trellis.schools.standing_aside import StandsAside
from trellis.workflow import TransitionRefused

AT = builders.AT
LATER = AT + timedelta(days=1)


def test_a_level_letter_says_the_level_and_what_it_is_not() -> None:
    file = drawing_up.letter()
    said = " ".join(each.words for each in file.blocks)
    assert "level 2" in said
    assert "does not predict an inspection" in said
    assert "not published" in said
    assert "Oak Road School" in said
    assert "Absence has been high for two years." in said
    assert any(each.shape == "slip" for each in file.blocks)
    assert [each.missing for each in file.blocks if each.missing] == []


def test_a_letter_goes_its_way_to_an_issue_that_is_frozen_in_every_form() -> None:
    file = drawing_up.issued()
    assert file.state == "issued"
    assert {each.form for each in file.files} == set(written.WRITES)
    assert file.issue is not None
    assert file.issue.approved_by == drawing_up.director()
    for each in file.files:
        proof = store.prove(each, authority="801")
        assert proof.is_same
        assert len(proof.data) == each.size
    verbs = Event.objects.filter(urn=builders.OAK, verb__startswith="document_")
    assert verbs.count() == 4


def test_nobody_approves_what_they_wrote_in() -> None:
    acting.in_force()
    principal = acting.principal()
    file = drawing_up.made(by=principal)
    file = moving.submit(file, by=principal, at=AT)
    with pytest.raises(SamePerson, match="somebody else must approve it"):
        moving.approve(file, by=principal, at=AT)
    assert moving.approve(file, by=drawing_up.director(), at=AT).state == "approved"


def test_whoever_edited_a_paragraph_of_anothers_draft_cannot_approve_it() -> None:
    file = drawing_up.letter()
    file = writing.edit(file, key="opening", words="Mine.", seen=1, by=acting.principal(), at=AT)
    file = moving.submit(file, by=acting.adviser(), at=AT)
    with pytest.raises(SamePerson):
        moving.approve(file, by=acting.principal(), at=AT)


def test_a_report_to_the_executive_member_is_approved_by_the_director_and_nobody_else() -> None:
    meeting.minuted()
    file = drawing_up.made("termly-report", by=builders.person("data_officer"))
    file = moving.submit(file, by=builders.person("data_officer"), at=AT)
    with pytest.raises(TransitionRefused, match="is for a named approver"):
        moving.approve(file, by=acting.principal(), at=AT)
    assert moving.approve(file, by=drawing_up.director(), at=AT).state == "approved"


def test_text_that_people_wrote_stays_when_the_figures_beneath_are_refreshed() -> None:
    case = acting.agreed()
    file = drawing_up.made()
    file = writing.edit(file, key="reasons", words="As we said in June.", seen=1, by=acting.adviser(), at=AT)
    file = writing.add(
        file, after="opening", words="Thank you for your time.", seen=2, by=acting.adviser(), at=AT
    )
    acting.ratified(acting.recorded(case))
    compared = queries.compared(drawing_up.again(file), today=AT.date())
    assert {each.key for each in compared.differences} == {"ratified", "best-interests", "not-ratified"}
    file = writing.refresh(drawing_up.again(file), seen=3, by=acting.adviser(), at=AT)
    keys = [each.key for each in file.blocks]
    assert "ratified" in keys
    assert "not-ratified" not in keys
    assert keys[keys.index("opening") + 1] == "own-1"
    kept = file.block("reasons")
    assert kept is not None
    assert kept.words == "As we said in June."
    assert kept.beneath == "Absence has been high for two years."
    assert not kept.changed
    assert Revision.objects.filter(document=file.document).count() == 4


def test_an_edited_paragraph_whose_record_changed_is_marked_and_must_be_looked_at_again() -> None:
    case = acting.agreed()
    file = drawing_up.made()
    file = writing.edit(
        file, key="not-ratified", words="The meeting is next week.", seen=1, by=acting.adviser(), at=AT
    )
    acting.ratified(acting.recorded(case))
    file = writing.refresh(drawing_up.again(file), seen=2, by=acting.adviser(), at=AT)
    held = file.block("not-ratified")
    assert held is not None
    assert held.words == "The meeting is next week."
    assert held.changed
    with pytest.raises(TransitionRefused, match="Keep or change these paragraphs first: not-ratified"):
        moving.submit(file, by=acting.adviser(), at=AT)
    file = writing.restore(file, key="not-ratified", seen=3, by=acting.adviser(), at=AT)
    assert file.block("not-ratified") is None
    assert moving.submit(file, by=acting.adviser(), at=AT).state == "submitted"


def test_a_document_whose_records_changed_is_not_issued_before_it_is_refreshed_and_approved_again() -> None:
    case = acting.recorded(acting.agreed())
    file = moving.submit(drawing_up.made(), by=acting.adviser(), at=AT)
    file = moving.approve(file, by=drawing_up.director(), at=AT)
    acting.ratified(case)
    with pytest.raises(TransitionRefused, match="The records have changed since"):
        moving.issue(file, issued_to="The head", by=acting.adviser(), at=AT)
    file = moving.take_back(file, reasons="Ratified meanwhile.", by=acting.adviser(), at=AT)
    with pytest.raises(TransitionRefused, match="The records have changed since"):
        moving.submit(file, by=acting.adviser(), at=AT)
    file = writing.refresh(file, seen=1, by=acting.adviser(), at=AT)
    assert moving.submit(file, by=acting.adviser(), at=AT).state == "submitted"


def test_a_missing_field_refuses_with_a_sentence_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trellis.documents.kinds.level_letter._entitlement", lambda case: "")
    file = drawing_up.letter()
    with pytest.raises(TransitionRefused, match="“entitlement” needs entitlement, which is not recorded"):
        moving.submit(file, by=acting.adviser(), at=AT)


def test_a_fixed_sentence_and_a_table_are_not_edited() -> None:
    file = drawing_up.letter()
    for key in ("not-inspection", "answers", "slip"):
        with pytest.raises(CannotWrite, match="This part is not edited"):
            writing.edit(file, key=key, words="It predicts one.", seen=1, by=acting.adviser(), at=AT)


def test_an_issued_copy_never_changes() -> None:
    file = drawing_up.issued()
    for change in (
        lambda: writing.edit(file, key="opening", words="No.", seen=1, by=acting.adviser(), at=LATER),
        lambda: writing.refresh(file, seen=1, by=acting.adviser(), at=LATER),
    ):
        with pytest.raises(CannotWrite):
            change()
    issued = file.files[0]
    with pytest.raises(CannotChange):
        IssuedFile.objects.filter(pk=issued.pk).update(sha256="0" * 64)
    with pytest.raises(CannotChange):
        IssuedFile.objects.create(issue=issued.issue, form="pdf", sha256="0" * 64, size=1)


@pytest.mark.django_db(transaction=True)
def test_the_database_itself_refuses_to_change_a_digest(screened: Path) -> None:
    file = drawing_up.issued()
    refused = pytest.raises(DatabaseError, match="kept as they were written")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE documents_issuedfile SET size = 0 WHERE id = %s", [file.files[0].pk])


def test_a_tampered_file_is_found(screened: Path) -> None:
    file = drawing_up.issued()
    (pdf,) = [each for each in file.files if each.form == "pdf"]
    kept = next((screened / "documents").rglob(pdf.sha256))
    kept.write_bytes(kept.read_bytes() + b" ")
    proof = store.prove(pdf, authority="801")
    assert not proof.is_same
    assert proof.data == b""
    assert "somebody has changed it" in proof.words
    kept.unlink()
    assert "cannot be read" in store.prove(pdf, authority="801").words


def test_a_new_issue_takes_the_place_of_the_one_before_which_stays_as_it_was() -> None:
    first = drawing_up.issued()
    first = moving.see(first, words="Council, item 4", by=acting.principal(), at=AT)
    second = drawing_up.made(at=LATER)
    assert second.document.replaces == first.document
    second = moving.submit(second, by=acting.adviser(), at=LATER)
    second = moving.approve(second, by=acting.principal(), at=LATER)
    second = moving.issue(second, issued_to="The head", by=acting.adviser(), at=LATER)
    first = drawing_up.again(first)
    assert first.state == "superseded"
    assert all(store.prove(each, authority="801").is_same for each in (*first.files, *second.files))


def test_a_second_draft_of_the_same_is_refused_so_that_two_do_not_write_past_each_other() -> None:
    drawing_up.letter()
    with pytest.raises(CannotWrite, match="has been begun"):
        drawing_up.made()
    assert Document.objects.count() == 1


def test_a_document_is_made_about_what_there_is_and_nothing_else() -> None:
    with pytest.raises(CannotWrite, match="No level of this school has been settled yet"):
        drawing_up.made(about={"proposal": 12})
    with pytest.raises(CannotWrite, match="about the authority"):
        writing.make(
            catalogue.every()["termly-report"],
            authority=Authority.objects.get(pk="801"),
            school=drawing_up.oak(),
            about={},
            by=acting.senior(),
            at=AT,
        )


def test_who_was_second_to_save_is_shown_what_the_first_wrote() -> None:
    file = drawing_up.letter()
    writing.edit(file, key="opening", words="First.", seen=1, by=acting.adviser(), at=AT)
    with pytest.raises(ChangedMeanwhile) as refused:
        writing.edit(
            drawing_up.again(file), key="opening", words="Second.", seen=1, by=acting.principal(), at=AT
        )
    assert refused.value.theirs == "First."
    with pytest.raises(CannotWrite):  # with what was read before the first saved
        writing.edit(file, key="opening", words="Second.", seen=1, by=acting.principal(), at=AT)


def test_a_step_taken_twice_is_kept_once() -> None:
    file = drawing_up.letter()
    moving.submit(file, by=acting.adviser(), at=AT)
    with pytest.raises(CannotMove, match="a step further"):
        moving.submit(file, by=acting.adviser(), at=AT)
    assert len(drawing_up.again(file).steps) == 2


def test_what_was_changed_meanwhile_is_not_sent_on_unread() -> None:
    file = drawing_up.letter()
    writing.edit(file, key="opening", words="First.", seen=1, by=acting.adviser(), at=AT)
    with pytest.raises(CannotMove, match="has changed this document"):
        moving.submit(file, by=acting.adviser(), at=AT)


def test_files_that_cannot_be_kept_leave_the_document_as_it_was() -> None:
    file = drawing_up.approved()
    with (
        patch.object(store, "put", side_effect=OSError("full")),
        pytest.raises(CannotMove, match="not issued"),
    ):
        moving.issue(file, issued_to="The head", by=acting.adviser(), at=AT)
    assert drawing_up.again(file).state == "approved"
    assert IssuedFile.objects.count() == 0


def test_sending_back_and_withdrawing_say_why() -> None:
    file = drawing_up.submitted()
    with pytest.raises(CannotMove, match="Say what is to be changed"):
        moving.send_back(file, reasons=" ", by=drawing_up.director(), at=AT)
    file = moving.send_back(file, reasons="Name the meeting.", by=drawing_up.director(), at=AT)
    assert file.state == "edited"
    file = moving.withdraw(file, reasons="Not needed.", by=acting.adviser(), at=AT)
    assert file.state == "withdrawn"


def test_an_issued_letter_is_withdrawn_by_an_approver_and_its_files_stay() -> None:
    file = drawing_up.issued()
    with pytest.raises(TransitionRefused):
        moving.recall(file, reasons="Wrong.", by=acting.adviser(), at=AT)
    file = moving.recall(file, reasons="Wrong.", by=acting.principal(), at=AT)
    assert file.state == "withdrawn"
    assert all(store.prove(each, authority="801").is_same for each in file.files)


_Act = Callable[[DocumentFile, Any], object]
STEPS: list[tuple[str, Callable[[], DocumentFile], _Act, frozenset[str]]] = [
    (
        "edit",
        drawing_up.letter,
        lambda file, by: writing.edit(file, key="opening", words="x", seen=1, by=by, at=AT),
        frozenset({"sia", "sitl", "ssa", "pa"}),
    ),
    (
        "add",
        drawing_up.letter,
        lambda file, by: writing.add(file, after="opening", words="x", seen=1, by=by, at=AT),
        frozenset({"sia", "sitl", "ssa", "pa"}),
    ),
    (
        "submit",
        drawing_up.letter,
        lambda file, by: moving.submit(file, by=by, at=AT),
        frozenset({"sia", "sitl", "ssa", "pa"}),
    ),
    (
        "take_back",
        drawing_up.submitted,
        lambda file, by: moving.take_back(file, reasons="x", by=by, at=AT),
        frozenset({"sia", "sitl", "ssa", "pa"}),
    ),
    (
        "approve",
        drawing_up.submitted,
        lambda file, by: moving.approve(file, by=by, at=AT),
        frozenset({"pa", "director"}),
    ),
    (
        "send_back",
        drawing_up.submitted,
        lambda file, by: moving.send_back(file, reasons="x", by=by, at=AT),
        frozenset({"pa", "director"}),
    ),
    (
        "issue",
        drawing_up.approved,
        lambda file, by: moving.issue(file, issued_to="x", by=by, at=AT),
        frozenset({"sia", "sitl", "ssa", "pa"}),
    ),
    (
        "see",
        drawing_up.issued,
        lambda file, by: moving.see(file, words="x", by=by, at=AT),
        frozenset({"pa", "director", "data_officer", "leadership_team"}),
    ),
]
ROLES = [
    "sia",
    "sitl",
    "spa",
    "ssa",
    "pa",
    "data_officer",
    "director",
    "leadership_team",
    "executive_member",
    "headteacher",
    "chair",
    "governor",
    "auditor",
    "administrator",
]


@pytest.mark.parametrize(("name", "ready", "act", "who"), STEPS, ids=[each[0] for each in STEPS])
def test_each_step_is_taken_by_those_whose_it_is_and_by_nobody_else(
    name: str, ready: Callable[[], DocumentFile], act: _Act, who: frozenset[str]
) -> None:
    file = ready()
    own = ("sia", "headteacher", "chair", "governor")
    refused = set()
    for role in (each for each in ROLES if each not in who):
        person = builders.person(
            role, urns=(builders.OAK,) if role in own else (), email=f"a-{role}@example.org"
        )
        with pytest.raises((PermissionDenied, Refusal)):
            act(file, person)
        refused.add(role)
    with pytest.raises((PermissionDenied, Refusal)):
        act(file, builders.person("pa", authority="802"))
    with pytest.raises((PermissionDenied, Refusal)):  # an adviser of another school
        act(file, builders.person("sia", urns=(builders.BEECH,)))
    assert len(drawing_up.again(file).steps) == len(file.steps)
    assert refused | who == set(ROLES)
    role = min(who)
    act(
        file,
        builders.person(role, urns=(builders.OAK,) if role in own else (), email=f"b-{role}@example.org"),
    )


def test_who_has_an_interest_in_the_school_stands_aside() -> None:
    file = drawing_up.submitted()
    director = drawing_up.director()
    interests.declare(
        school=drawing_up.oak(),
        user=director,
        kind=Interest.Kind.FAMILY,
        reason="Partner works there",
        from_date=AT.date(),
        to_date=None,
        by=director,
        at=AT,
    )
    with pytest.raises(StandsAside):
        moving.approve(file, by=director, at=AT)


def test_a_support_plan_is_made_of_the_version_that_is_asked_for() -> None:
    planning.active()
    file = drawing_up.made("support-plan")
    said = " ".join(each.words for each in file.blocks)
    assert "Objective 1" in said
    assert not [each.missing for each in file.blocks if each.missing]
