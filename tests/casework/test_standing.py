"""What is kept of where schools stand is never older than what is written."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from tests import builders
from tests.calendars import years
from tests.casework import acting
from trellis.activity.append_only import AppendOnly
from trellis.calendars.actions import terms
from trellis.calendars.models import ClosedKind
from trellis.casework import rules as pack_rules
from trellis.casework.actions import cases, levels
from trellis.casework.models import Proposal
from trellis.casework.queries import due, in_brief, standing
from trellis.casework.queries.standing import Standing
from trellis.schools.models import School

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = builders.AT.date()


@pytest.fixture(autouse=True)
def screened(monkeypatch: pytest.MonkeyPatch) -> None:
    builders.screened()
    monkeypatch.setattr(standing, "FEW", 0)
    standing._held.clear()


def of(*urns: int) -> Standing:
    ours = School.objects.filter(authority_id="801", relationship="maintained", is_open=True)
    if urns:
        ours = ours.filter(pk__in=urns)
    return standing.of(list(ours), authority="801", rules=pack_rules.of("801"), today=TODAY)


def states(held: Standing) -> dict[str, Any]:
    return {
        "levels": {urn: [each.state for each in listed] for urn, listed in held.levels.items()},
        "cases": {urn: each.state for urn, each in held.cases.items()},
    }


def readings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    made: list[int] = []
    read: Callable[..., Any] = in_brief.current_levels

    def counted(*told: Any, **more: Any) -> Any:
        made.append(1)
        return read(*told, **more)

    monkeypatch.setattr(in_brief, "current_levels", counted)
    return made


def test_a_second_reader_reads_nothing_until_something_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    acting.in_force()
    made = readings(monkeypatch)
    assert states(of()) == states(of()) == states(of(builders.OAK, builders.BEECH))
    assert len(made) == 1
    case = acting.proposed(builders.BEECH)
    assert states(of())["levels"] == {builders.OAK: ["in_force"], builders.BEECH: ["proposed"]}
    assert len(made) == 2
    levels.withdraw(case, reasons="Too early.", by=acting.adviser(builders.BEECH), at=acting.AT)
    assert states(of())["levels"] == {builders.OAK: ["in_force"]}
    acting.identified(builders.BEECH)
    assert states(of())["cases"] == {builders.BEECH: "identified"}


def test_the_few_schools_of_one_reader_are_kept_by_themselves_until_something_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(standing, "FEW", 60)
    acting.in_force()
    made = readings(monkeypatch)
    assert states(of(builders.OAK)) == states(of(builders.OAK))
    assert len(made) == 1
    assert states(of(builders.BEECH)) == {"levels": {}, "cases": {}}  # another's few are not these
    acting.proposed(builders.BEECH)
    assert states(of(builders.BEECH))["levels"] == {builders.BEECH: ["proposed"]}
    School.objects.filter(pk=builders.OAK).update(name="Oak by another name")
    before = len(made)
    of(builders.OAK)
    assert len(made) == before + 1


def test_a_reader_is_given_their_own_schools_alone() -> None:
    acting.in_force()
    acting.identified(builders.BEECH)
    of()
    assert set(of(builders.OAK).levels) == {builders.OAK}
    assert of(builders.OAK).cases == {}


def test_a_school_that_the_register_has_changed_is_read_anew() -> None:
    acting.identified()
    assert of().cases[builders.OAK].case.school.name == "Oak Road School"
    School.objects.filter(pk=builders.OAK).update(name="Oak Lane School")
    assert of().cases[builders.OAK].case.school.name == "Oak Lane School"


def test_a_day_has_its_own_and_is_kept_for_some_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    acting.in_force()
    before = standing.of(
        list(School.objects.filter(authority_id="801")),
        authority="801",
        rules=pack_rules.of("801"),
        today=TODAY - timedelta(days=30),
    )
    assert before.levels == {}
    made = readings(monkeypatch)
    of()
    monkeypatch.setattr(standing, "KEPT_SECONDS", 0.0)
    of()
    assert len(made) == 2


def test_terms_and_closed_days_that_are_entered_hold_at_the_next_page() -> None:
    acting.in_force()
    snow = date(2026, 11, 24)
    assert snow not in of().calendars[builders.OAK].closed
    first = [each.ask.by for each in due.board(School.objects.all(), authority="801", today=TODAY).items]
    officer = builders.person("data_officer")
    closing = terms.Closing(day=snow, kind=ClosedKind.OTHER, what="Snow")
    terms.close(authority_code="801", days=[closing], by=officer, at=builders.AT)
    assert snow in of().calendars[builders.OAK].closed
    terms.set_year(
        authority_code="801", year=2026, terms=years.FEDERATION, following=0, by=officer, at=builders.AT
    )
    assert of().term == years.FEDERATION[0]
    then = [each.ask.by for each in due.board(School.objects.all(), authority="801", today=TODAY).items]
    assert len(then) == len(first) > 0


def test_what_a_transaction_has_written_is_read_in_it_and_kept_for_nobody() -> None:
    adviser = acting.adviser()
    of()
    with transaction.atomic():
        Proposal.objects.create(
            authority_id="801", school_id=builders.OAK, level=2, reasons="A visit.", by=adviser, at=acting.AT
        )
        of()
        transaction.set_rollback(True)
    assert of().levels == {}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one transaction after another")
def test_nothing_is_kept_while_a_row_has_its_number_and_is_not_committed() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            School.objects.select_for_update().get(pk=builders.ELM)
            Proposal.objects.create(
                authority_id="801",
                school_id=builders.ELM,
                level=2,
                reasons="A visit.",
                by=adviser,
                at=acting.AT,
            )
            begun.set()
            go_on.wait(20)
        connection.close()

    adviser = acting.adviser()
    slow = threading.Thread(target=slowly)
    slow.start()
    begun.wait(20)
    acting.proposed(builders.BEECH)  # a higher number, committed first
    assert standing.newest_row() is None
    assert set(of().levels) == {builders.BEECH}
    assert not standing._held
    go_on.set()
    slow.join()
    assert standing.newest_row() is not None


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one transaction after another")
def test_a_transaction_that_writes_nothing_of_casework_stops_nobody_from_keeping() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def elsewhere() -> None:
        with transaction.atomic():
            School.objects.filter(pk=builders.ELM).update(name="Elm Grove School")
            begun.set()
            go_on.wait(20)
        connection.close()

    acting.in_force()
    slow = threading.Thread(target=elsewhere)
    slow.start()
    begun.wait(20)
    of()
    kept = len(standing._held)
    go_on.set()
    slow.join()
    assert kept == 1


def test_every_row_of_casework_is_append_only_and_numbered() -> None:
    for model in apps.get_app_config("casework").get_models():
        assert issubclass(model, AppendOnly), model
        assert model._meta.pk.column == "id", model


def test_cases_that_end_leave_what_is_kept() -> None:
    file = acting.visited(found=False)
    assert states(of())["cases"] == {builders.OAK: "visit_due"}
    cases.not_at_risk(file, reasons="Secure.", by=acting.senior(), at=acting.AT)
    assert states(of())["cases"] == {}
