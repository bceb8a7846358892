"""What people are told of at their notices of visits and inspections: the steps, and nothing of a draft or under embargo."""

from datetime import timedelta

from tests import builders
from tests.visits import acting
from trellis.accounts import access
from trellis.accounts.models import User
from trellis.notices.queries import news
from trellis.visits.actions import inspections, notes, visits

AT = acting.AT


def told(user: User) -> list[tuple[str, str, str]]:
    """Who did what, the first first, and the page on which it is read."""
    found = news.of(user, held=access.of(user, on=AT.date()), at=AT + timedelta(hours=1)).notices
    return [(each.who, each.did, each.page) for each in reversed(found)]


BY_ADVISER = ("Sia Adler", "took a step with a visit to", "visits")


def test_the_school_is_told_of_a_visit_and_of_its_note_once_it_is_shared_and_of_no_draft() -> None:
    file = acting.drafted()
    notes.save(file, seen=1, content=acting.content(strengths="More"), by=acting.adviser(), at=AT)
    assert told(acting.head()) == [BY_ADVISER, BY_ADVISER]  # booked, held
    file = visits.renewed(file, at=AT)
    notes.share(file, seen=2, reply_by=acting.TODAY + timedelta(days=7), by=acting.adviser(), at=AT)
    assert told(acting.head()) == [BY_ADVISER] * 3
    assert told(builders.person("pa", authority="802")) == []


def test_the_adviser_is_told_that_the_head_asks_for_changes() -> None:
    acting.challenged()
    assert told(acting.adviser()) == [("Hanna Head", "took a step with a visit to", "visits")]


def test_an_inspection_is_told_of_and_never_that_something_is_held_under_embargo() -> None:
    notified = [
        ("Tom Leader", "took a step with the inspection of", "inspections"),
        ("Stella Senior", "took a step with the inspection of", "inspections"),
    ]
    file = acting.provisional()
    readers = (acting.head(), acting.principal(), acting.adviser(), builders.person("director"))
    for reader in readers:
        assert told(reader) == notified, reader
    inspections.publish(
        file,
        said=acting.report_card(),
        published_on=acting.TODAY,
        link=acting.REPORT,
        by=acting.senior(),
        at=AT,
    )
    for reader in readers:
        assert told(reader) == [
            *notified,
            ("Stella Senior", "took a step with the inspection of", "inspections"),
            ("Trellis", "took a step with the inspection of", "inspections"),
        ], reader
