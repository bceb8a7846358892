"""The stewardship group held against its composition, and the enquiry library."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tests import builders
from tests.leadership import acting
from trellis.casework.actions.taking import CannotTake
from trellis.leadership import composition
from trellis.leadership.actions import academy
from trellis.leadership.models import EnquiryPromotion, Steward
from trellis.leadership.queries import academy as kept
from trellis.practice.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
AT, TODAY = acting.AT, acting.TODAY
WHOLE = (
    ("primary", True, True),
    ("secondary", True, False),
    ("higher", False, False),
    ("authority", False, False),
)


def seated(
    name: str, stands_for: str, *, is_head: bool = False, is_chair: bool = False, **more: Any
) -> Steward:
    given: dict[str, Any] = {
        "from_date": TODAY - timedelta(days=100),
        "by": acting.principal(),
        "at": AT,
        **more,
    }
    return academy.seat(
        authority="801",
        name=name,
        post="A post, somewhere",
        stands_for=stands_for,
        is_head=is_head,
        is_chair=is_chair,
        **given,
    )


def wanting(day: Any = TODAY) -> list[str]:
    return [each.wanting for each in composition.check(kept.members("801", today=day)) if each.wanting]


def test_a_group_of_nobody_is_told_every_line_in_a_sentence() -> None:
    assert wanting() == [
        "Nobody chairs the group: a primary headteacher is to chair it.",
        "Nobody in the group stands for primary schools.",
        "Nobody in the group stands for secondary schools.",
        "Nobody in the group stands for higher education.",
        "Nobody in the group stands for the authority.",
    ]


def test_a_whole_group_wants_nothing_and_each_who_leaves_is_missed() -> None:
    for number, (whom, head, chair) in enumerate(WHOLE):
        seated(f"Person {number}", whom, is_head=head, is_chair=chair)
    assert wanting() == []
    higher = kept.seat(Steward.objects.get(stands_for="higher").pk, authorities={"801"}, today=TODAY)
    assert higher is not None
    academy.unseat(higher, to_date=TODAY - timedelta(days=1), why="Retired.", by=acting.principal(), at=AT)
    assert wanting() == ["Nobody in the group stands for higher education."]
    assert len(kept.seats("801", today=TODAY)) == 4  # who was a member stays told
    with pytest.raises(CannotTake, match="already"):
        academy.unseat(higher, to_date=TODAY, why="Again.", by=acting.principal(), at=AT)


def test_the_chair_is_one_and_a_primary_headteacher() -> None:
    seated("Sam", "secondary", is_head=True, is_chair=True)
    assert wanting()[0] == "Sam chairs the group and is not a primary headteacher."
    seated("Pat", "primary", is_chair=True)
    assert wanting()[0] == "2 members chair the group: it has one chair, a primary headteacher."


def test_whoever_does_not_keep_the_academy_changes_no_group() -> None:
    for user in (acting.head(), builders.person("pa", authority="802"), builders.person("auditor")):
        with pytest.raises(PermissionDenied):
            seated("Eve", "other", by=user)


def test_an_enquiry_is_posted_worded_anew_and_found_by_its_words_and_areas() -> None:
    file = acting.enquiry()
    by = acting.head()
    file = academy.word(file, words=acting.words(found="Those who spoke least gained most."), by=by, at=AT)
    assert [each.number for each in file.wordings] == [1, 2]
    acting.enquiry(None, title="Governors who ask", question="Who asks?", found="All.", areas=("governance",))
    every = kept.enquiries("801", today=TODAY)

    def titles(words: str = "", area: str = "") -> list[str]:
        return [each.wording.title for each in kept.found(every, words=words, area=area)]

    assert titles("spoke least") == ["Talk in mathematics"]
    assert titles("maths") == ["Talk in mathematics"]  # another word for its area
    assert titles(area="governance") == ["Governors who ask"]
    assert titles("nothing of the kind") == []
    assert len(titles()) == 2
    assert kept.enquiry(file.enquiry.pk, authorities={"802"}, today=TODAY) is None


def test_an_enquiry_says_all_that_another_needs_and_is_of_a_school_that_one_works_with() -> None:
    for missing in ("title", "question", "method", "found", "applies"):
        with pytest.raises(CannotTake):
            acting.enquiry(**{missing: " "})
    with pytest.raises(CannotTake, match="area"):
        acting.enquiry(areas=())
    with pytest.raises(CannotTake, match="school that you work with"):
        acting.enquiry(builders.OAK, by=acting.head())
    with pytest.raises(CannotTake, match="Choose the school"):
        acting.enquiry(None, by=acting.head())
    with pytest.raises(PermissionDenied):
        acting.enquiry(by=builders.person("governor", urns=(builders.BEECH,)))


def test_two_who_word_an_enquiry_at_once_do_not_write_over_one_another() -> None:
    file = acting.enquiry()
    academy.word(file, words=acting.words(applies="All years"), by=acting.head(), at=AT)
    with pytest.raises(CannotTake, match="Somebody else has worded"):
        academy.word(file, words=acting.words(applies="Year 4"), by=acting.principal(), at=AT)
    with pytest.raises(PermissionDenied):
        academy.word(file, words=acting.words(applies="Year 5"), by=acting.head(builders.OAK), at=AT)


def test_an_enquiry_is_put_forward_once_and_its_school_is_asked_for_consent() -> None:
    file = acting.enquiry()
    entry = academy.promote(file, why="Others ask for it.", by=acting.principal(), at=AT)
    assert (entry.school, entry.origin) == (acting.school(), "adviser")
    assert Entry.objects.get().wordings.get().title == "Talk in mathematics"
    again = academy.read(file.enquiry, at=AT)
    with pytest.raises(CannotTake, match="put forward already"):
        academy.promote(again, why="Again.", by=acting.principal(), at=AT)
    with pytest.raises(CannotTake, match="of no school"):
        academy.promote(acting.enquiry(None), why="x", by=acting.principal(), at=AT)


def test_putting_forward_that_was_broken_off_is_gone_on_with_and_nothing_is_there_twice() -> None:
    file = acting.enquiry()
    entry = academy.promote(file, why="Others ask.", by=acting.principal(), at=AT)
    # As somebody sees it whose page was opened before, and as after a break between the two writes
    with pytest.raises(CannotTake, match="put forward already"):
        academy.promote(file, why="Others ask.", by=acting.principal(), at=AT)
    assert list(Entry.objects.all()) == [entry]
    assert EnquiryPromotion.objects.count() == 1
