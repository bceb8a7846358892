"""What is kept of a case for its page is never older than what is written."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.casework import acting
from trellis.casework.actions import cases as actions
from trellis.casework.models import CaseComment
from trellis.casework.queries import cases, kept_cases
from trellis.casework.queries.cases import CaseFile
from trellis.schools.models import School

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = builders.AT.date()


@pytest.fixture(autouse=True)
def identified() -> None:
    builders.screened()
    acting.identified()


def read() -> CaseFile:
    school = School.objects.get(pk=builders.OAK)
    line = cases.shown_of(cases.lines_of(school, today=TODAY))
    assert line is not None
    file = kept_cases.in_full(line, school=school, today=TODAY)
    assert file is not None
    return file


def test_a_second_reader_is_given_what_the_first_was_and_two_queries_say_that_it_stands() -> None:
    first = read()
    school = School.objects.get(pk=builders.OAK)
    (line,) = cases.lines_of(school, today=TODAY)
    with CaptureQueriesContext(connection) as made:
        again = kept_cases.in_full(line, school=school, today=TODAY)
    assert again is first
    assert len(made) == 2, [each["sql"] for each in made]


def test_whatever_is_added_to_casework_is_read_by_the_next() -> None:
    assert read().state == "identified"
    actions.inform(read(), adviser=acting.senior(), by=acting.leader(), at=builders.AT)
    assert read().state == "visit_due"
    before = len(read().comments)
    actions.comment(read(), words="Seen.", by=acting.principal(), at=builders.AT)
    assert len(read().comments) == before + 1


def test_a_school_that_the_register_has_changed_is_told_by_its_new_name() -> None:
    read()
    School.objects.filter(pk=builders.OAK).update(name="Oak Lane School")
    assert read().case.school.name == "Oak Lane School"


def test_what_a_transaction_has_written_is_read_in_it_and_kept_for_nobody() -> None:
    file = read()
    with transaction.atomic():
        CaseComment.objects.create(
            case=file.case, words="Not yet.", by=file.case.by, at=builders.AT + timedelta(minutes=1)
        )
        assert [each.words for each in read().comments] == ["Not yet."]
        transaction.set_rollback(True)
    assert read().comments == ()


def test_no_more_are_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_cases, "MOST_KEPT", 0)
    assert read() is not read()
