"""The register of duties: what it says of each, who keeps it, and that nothing is written over."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import builders
from trellis.accounts import access
from trellis.accounts.models import Post, User
from trellis.accounts.roles import ROLES, Permission
from trellis.activity.append_only import CannotChange
from trellis.activity.models import Event, Verb
from trellis.duties import actions, queries, shipped
from trellis.duties.models import Assignment, Evidence
from trellis.duties.shipped import DutiesCannotBeRead

pytestmark = [pytest.mark.django_db]

AT, TODAY = builders.AT, builders.AS_OF
DUTY = "high-standards"
KEEPERS = ("pa", "director", "data_officer")


@pytest.fixture(autouse=True)
def authorities() -> None:
    builders.screened(authority="802")
    builders.screened()


def record(by: User, **more: Any) -> Evidence:
    given = {"authority": "801", "shown_on": TODAY, "note": "The term’s screening.", "link": "", "at": AT}
    return actions.record(more.pop("duty", DUTY), by=by, **{**given, **more})


def assign(by: User, **more: Any) -> Assignment:
    given: dict[str, Any] = {
        "authority": "801",
        "role": "director",
        "person": None,
        "months": 6,
        "reasons": "The director took it on.",
        "after": 0,
        "at": AT,
    }
    return actions.assign(DUTY, by=by, **{**given, **more})


def kept(today: date = TODAY, authority: str = "801") -> queries.Kept:
    found = queries.one(DUTY, authority=authority, today=today)
    assert found is not None
    return found


def test_what_is_shipped_names_the_source_of_each_duty_and_the_day_it_was_checked() -> None:
    named = " ".join(each.source for each in shipped.duties().values())
    for source in (
        "Education Act 1996, section 13",
        "section 13A",
        "Education and Inspections Act 2006, Part 4",
    ):
        assert source in named
    for each in shipped.duties().values():
        assert each.checked_on <= date(2027, 1, 1)
        assert str(each.link).startswith("https://www.legislation.gov.uk/")
        assert queries.may_own(each.owner)


def changed(**more: Any) -> dict[str, Any]:
    row = {
        "id": "one-duty",
        "title": "A duty",
        "asks": "Something.",
        "source": "An Act",
        "link": "https://www.legislation.gov.uk/x",
        "checked_on": "2026-11-29",
        "owner": "pa",
        "months": 12,
        "evidence": "A report.",
    }
    return {**row, **more}


@pytest.mark.parametrize(
    "rows",
    [
        None,
        {"duties": [changed(owner="nobody")]},
        {"duties": [changed(months=0)]},
        {"duties": [changed(), changed()]},
        {"duties": [changed(id="A duty")]},
        {"duties": [changed(checked_on="soon")]},
        {"duties": [changed(more="said")]},
    ],
)
def test_a_file_of_duties_that_is_not_as_it_must_be_is_refused(rows: Any) -> None:
    with pytest.raises(DutiesCannotBeRead):
        shipped.read(rows)
    assert list(shipped.read({"duties": [changed()]})) == ["one-duty"]


def test_without_evidence_a_duty_is_late_and_with_it_until_its_cycle_is_over() -> None:
    assert kept().is_late
    assert kept().due is None
    record(builders.person("pa"))
    fresh = kept()
    assert fresh.newest is not None
    assert fresh.due == date(2027, 3, 20)  # four months after 20 November
    assert not fresh.is_late
    assert not kept(date(2027, 3, 20)).is_late
    late = kept(date(2027, 3, 21))
    assert (late.is_late, late.overdue) == (True, 1)
    assert kept(date(2027, 2, 18)).is_soon
    assert not kept(date(2027, 2, 17)).is_soon


def test_a_cycle_ends_on_the_last_day_of_a_shorter_month() -> None:
    assert queries.months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert queries.months_after(date(2026, 12, 31), 12) == date(2027, 12, 31)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_the_register_is_kept_by_three_roles_alone_at_their_own_authority(role: str) -> None:
    urns = (builders.BEECH,) if ROLES[role].at_school or role == "sia" else ()
    by = builders.person(role, urns=urns)
    if role in KEEPERS:
        assert record(by).note
        assert assign(by).number == 1
        with pytest.raises(PermissionDenied):
            record(by, authority="802")
        with pytest.raises(PermissionDenied):
            assign(by, authority="802")
        return
    with pytest.raises(PermissionDenied):
        record(by)
    with pytest.raises(PermissionDenied):
        assign(by)
    assert not Evidence.objects.exists()
    assert not Assignment.objects.exists()


def test_a_post_that_has_ended_keeps_nothing() -> None:
    by = builders.person("pa")
    with pytest.raises(PermissionDenied):
        record(by, at=AT - timedelta(days=100))  # before it began


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"note": "  "}, "what shows"),
        ({"note": "x" * 2001}, "2,000 characters"),
        ({"link": "javascript:alert(1)"}, "https://"),
        ({"link": "https://"}, "https://"),
        ({"link": "https://[x"}, "https://"),
        ({"link": "https://a b"}, "https://"),
        ({"link": "https://example.org/" + "x" * 500}, "https://"),
        ({"shown_on": TODAY + timedelta(days=1)}, "today, or a day"),
        ({"shown_on": date(2020, 1, 1)}, "last five years"),
        ({"duty": "no-such-duty"}, "no such duty"),
    ],
)
def test_evidence_that_is_not_whole_is_refused_in_a_sentence(change: dict[str, Any], said: str) -> None:
    with pytest.raises(actions.CannotKeep, match=said):
        record(builders.person("pa"), **change)
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"role": ""}, "one owner"),
        ({"person": 1}, "one owner"),
        ({"role": "headteacher"}, "held at the authority"),
        ({"role": "administrator"}, "held at the authority"),
        ({"role": "nobody"}, "held at the authority"),
        ({"role": "", "person": 999_999}, "holds a post"),
        ({"months": 0}, "1 to 60"),
        ({"months": 61}, "1 to 60"),
        ({"reasons": " "}, "why it changes"),
        ({"reasons": "x" * 2001}, "2,000 characters"),
    ],
)
def test_an_owner_who_cannot_be_is_refused_in_a_sentence(change: dict[str, Any], said: str) -> None:
    with pytest.raises(actions.CannotKeep, match=said):
        assign(builders.person("pa"), **change)
    assert not Assignment.objects.exists()


def test_somebody_at_another_authority_or_at_a_school_owns_no_duty_here() -> None:
    by = builders.person("pa")
    for other in (
        builders.person("pa", authority="802"),
        builders.person("headteacher", urns=(builders.BEECH,)),
    ):
        with pytest.raises(actions.CannotKeep):
            assign(by, role="", person=other.pk)
    assert assign(by, role="", person=by.pk).person == by
    assert kept().owner == by.name


def test_what_is_sent_twice_is_kept_once_and_told_in_the_trail_once() -> None:
    by = builders.person("pa")
    assert record(by).pk == record(by).pk
    assert assign(by).pk == assign(by).pk
    assert Event.objects.filter(verb=Verb.DUTY_RECORDED).count() == 1
    assert Event.objects.get(verb=Verb.DUTY_CHANGED).authority_code == "801"


def test_a_form_that_is_stale_is_told_and_changes_nothing() -> None:
    assign(builders.person("pa"))
    with pytest.raises(actions.MeanwhileChanged, match="Somebody else"):
        assign(builders.person("director"), role="pa", months=3, reasons="No, mine.")
    assert (kept().role, kept().months, kept().number) == ("director", 6, 1)
    assert assign(builders.person("director"), role="pa", months=3, reasons="Now.", after=1).number == 2
    assert [each.role for each in queries.assignments_of(DUTY, authority="801", today=TODAY)] == [
        "pa",
        "director",
    ]


def test_nothing_is_written_over_or_taken_away_by_django_or_past_it() -> None:
    evidence, owner = record(builders.person("pa")), assign(builders.person("pa"))
    for row in (evidence, owner):
        with pytest.raises(CannotChange):
            row.save()
        with pytest.raises(CannotChange):
            row.delete()
        table = row._meta.db_table
        for statement in (f"UPDATE {table} SET by_id = by_id", f"DELETE FROM {table}"):
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


def test_a_day_in_the_past_shows_the_register_as_it_was_known_then() -> None:
    by = builders.person("pa")
    record(by)
    assign(by)
    before = kept(TODAY - timedelta(days=1))
    assert (before.newest, before.number, before.role) == (None, 0, "pa")


def test_older_evidence_recorded_later_does_not_take_the_place_of_newer() -> None:
    by = builders.person("pa")
    record(by)
    record(by, shown_on=TODAY - timedelta(days=300), note="Found in the files.")
    newest = kept().newest
    assert newest is not None
    assert newest.shown_on == TODAY
    assert queries.evidence_of(DUTY, authority="801", today=TODAY).count() == 2
    assert kept(authority="802").newest is None


def test_what_is_due_goes_to_whoever_answers_for_it_by_post_or_by_name() -> None:
    principal, director, officer = (builders.person(role) for role in KEEPERS)

    def due(user: User) -> list[str]:
        held = access.of(user, on=TODAY)
        return [each.duty.id for _, each in queries.due_of(user, held, today=TODAY)]

    assert DUTY in due(principal)
    assert DUTY not in due(director)
    assert due(officer) == []
    assign(principal, role="", person=officer.pk)
    assert due(officer) == [DUTY]
    assert DUTY not in due(principal)
    record(officer)
    assert due(officer) == []
    assert due(builders.person("headteacher", urns=(builders.BEECH,))) == []


def test_a_duty_whose_owner_has_left_says_so_until_somebody_else_answers_for_it() -> None:
    principal, leaver = builders.person("pa"), builders.person("data_officer")
    assert kept().is_held  # by the principal adviser, as shipped
    assign(principal, role="", person=leaver.pk)
    assert kept().is_held
    Post.objects.filter(user=leaver).update(to_date=TODAY)
    assert not kept(TODAY + timedelta(days=1)).is_held
    assign(principal, role="director", after=1, reasons="The data officer left.")
    assert not kept().is_held  # nobody is director here
    builders.person("director")
    assert kept().is_held


def test_the_law_says_since_when_it_is_in_force_or_that_nobody_has_checked() -> None:
    for each in shipped.duties().values():
        assert "not checked" in each.in_force or "S.I." in each.in_force


def test_the_register_takes_as_many_queries_however_much_is_kept() -> None:
    by = builders.person("pa")
    record(by)
    with CaptureQueriesContext(connection) as few:
        queries.register("801", today=TODAY)
    for number in range(12):
        record(by, note=f"More {number}", shown_on=TODAY - timedelta(days=number))
        assign(by, reasons=f"Again {number}", after=number)
    with CaptureQueriesContext(connection) as many:
        queries.register("801", today=TODAY)
    assert len(many) == len(few) == 3


def test_every_role_that_may_keep_the_register_reads_it() -> None:
    for role in ROLES.values():
        if Permission.DUTIES_KEEP in role.permissions:
            assert Permission.DUTIES_READ in role.permissions


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writes one transaction after another")
def test_of_two_who_change_an_owner_at_once_one_is_kept_and_the_other_is_told() -> None:
    people = [builders.person(role) for role in ("pa", "director")]
    told: list[str] = []

    def change(by: User) -> None:
        try:
            assign(by, reasons=f"Says {by.name}.")
            told.append("kept")
        except actions.MeanwhileChanged:
            told.append("told")
        finally:
            connection.close()

    workers = [threading.Thread(target=change, args=(by,)) for by in people]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(told) == ["kept", "told"]
    assert Assignment.objects.get().number == 1
