"""Of several people at one document at once one is first, the others are told, and nothing is lost: on both databases."""

import pytest

from tests import at_once
from tests.casework import acting
from tests.documents import drawing_up
from trellis.documents.actions import moving, writing
from trellis.documents.models import Document, DocumentStep, Revision
from trellis.documents.queries import DocumentFile

AT = drawing_up.AT
pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_begin_the_same_document_at_once_make_one() -> None:
    acting.in_force()
    people = [acting.adviser(), acting.principal()]
    told = at_once.told([lambda by=by: drawing_up.made(by=by) for by in people])  # type: ignore[misc]
    assert told[1] == "done"
    assert "has been begun" in told[0]
    assert Document.objects.count() == 1


def test_two_who_edit_at_once_keep_one_revision_and_the_other_is_told() -> None:
    file = drawing_up.letter()
    people = [acting.adviser(), acting.principal()]

    def edited(by: object, words: str) -> DocumentFile:
        return writing.edit(file, key="opening", words=words, seen=1, by=by, at=AT)  # type: ignore[arg-type]

    told = at_once.told([lambda by=by: edited(by, f"By {by}") for by in people])  # type: ignore[misc]
    assert told.count("done") == 1
    assert Revision.objects.count() == 2
    assert DocumentStep.objects.count() == 2


def test_a_document_is_not_sent_on_as_somebody_changes_it() -> None:
    file = drawing_up.letter()
    adviser, principal = acting.adviser(), acting.principal()
    told = at_once.told(
        [
            lambda: moving.submit(file, by=adviser, at=AT),
            lambda: writing.edit(file, key="opening", words="Mine.", seen=1, by=principal, at=AT),
        ]
    )
    assert told.count("done") == 1
    after = drawing_up.again(file)
    assert (after.state, len(after.revisions)) in (("submitted", 1), ("edited", 2))


def test_a_document_issued_by_two_at_once_is_issued_once() -> None:
    file = drawing_up.approved()
    adviser, principal = acting.adviser(), acting.principal()
    told = at_once.told(
        [lambda by=by: moving.issue(file, issued_to="The head", by=by, at=AT) for by in (adviser, principal)]  # type: ignore[misc]
    )
    assert told.count("done") == 1
    after = drawing_up.again(file)
    assert after.state == "issued"
    assert len(after.files) == 4
