"""Running a pack over an authority: what is frozen, and that it stays so."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core import serializers
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from tests import builders
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet, CannotChange
from trellis.activity.models import Event, Verb
from trellis.schools.models import Authority, School
from trellis.screening import queries
from trellis.screening.actions import runs
from trellis.screening.models import Evidence, Met, Result, Run

pytestmark = pytest.mark.django_db


def results(run: Run) -> dict[int, Result]:
    return {result.school_id: result for result in Result.objects.filter(run=run)}


def test_a_run_suggests_a_level_for_every_open_school_of_the_authority() -> None:
    run = builders.screened()
    levels = {urn: result.level for urn, result in results(run).items()}
    assert levels == {
        builders.BEECH: 1,
        builders.OAK: 2,
        builders.ELM: 3,
        builders.ACADEMY: 2,
        builders.SILENT: None,
    }
    assert run.school_count == 5


def test_a_school_with_nothing_known_has_insufficient_evidence_and_is_not_secure() -> None:
    result = results(builders.screened())[builders.SILENT]
    assert result.level is None
    assert result.coverage == 0
    assert "Insufficient evidence" in result.main_reason


def test_the_evidence_keeps_each_criterion_with_its_answer_and_facts() -> None:
    run = builders.screened()
    evidence = {e.criterion: e for e in Evidence.objects.filter(result=results(run)[builders.OAK])}
    assert evidence["L2-8"].met == Met.MET
    assert evidence["L2-8"].finding["because"][0]["shown"] == "9.5%"
    assert evidence["L1-8"].met == Met.NOT_MET
    assert evidence["L3-1"].met == Met.NOT_MET


def test_a_run_keeps_the_pack_and_its_fingerprint() -> None:
    run = builders.screened()
    assert (run.pack, run.pack_version, run.pack_hash) == ("test-pack", "1.2", "ab" * 32)
    assert run.pack_text["agreed"] == {"by": "Headteachers’ forum", "on": "2026-07-01", "minutes": None}
    assert [c["id"] for c in run.pack_text["criteria"]] == ["L3-1", "L2-8", "L1-8"]


def test_what_was_frozen_cannot_be_saved_again_nor_deleted_nor_updated() -> None:
    run = builders.screened()
    for row in (run, results(run)[builders.OAK], Evidence.objects.first(), Event.objects.first()):
        assert row is not None
        with pytest.raises(CannotChange):
            row.save()
        with pytest.raises(CannotChange):
            row.delete()
    for model in (Run, Result, Evidence, Event):
        with pytest.raises(CannotChange):
            model.objects.all().delete()
        with pytest.raises(CannotChange):
            model.objects.update(pk=1)
        with pytest.raises(CannotChange):
            model.objects.bulk_update([], ["pk"])


def test_no_other_way_of_django_changes_what_was_frozen() -> None:
    run = builders.screened()
    result = results(run)[builders.OAK]
    for attempt in (
        lambda: Run._base_manager.update(is_current=False),
        lambda: Run._base_manager.all().delete(),
        lambda: Run._base_manager.filter(pk=run.pk)._raw_delete("default"),
        lambda: run.save_base(force_update=True),
        lambda: Run.save_base(run),
        lambda: run.results.update(level=1),
        lambda: Result.objects.bulk_create([result], None, False, True, ["level"], ["id"]),
    ):
        with pytest.raises(CannotChange):
            attempt()
    assert results(run)[builders.OAK].level == result.level


def test_nothing_is_added_to_a_run_that_is_complete() -> None:
    run = builders.screened()
    builders.screened(authority="802")
    held = results(run)[builders.OAK]
    fields = {f.attname: getattr(held, f.attname) for f in Result._meta.fields if f.attname != "id"}
    late = Result(**{**fields, "school_id": builders.OTHER})
    finding = Evidence.objects.filter(result=held).first()
    assert finding is not None
    more = Evidence(
        result=held, position=9, criterion="new", level=3, is_key=True, met=1, sentence="", finding={}
    )
    for attempt in (
        late.save,
        lambda: Result.objects.bulk_create([late]),
        more.save,
        lambda: Evidence.objects.bulk_create([more]),
    ):
        with pytest.raises(CannotChange, match="complete"):
            attempt()
    with pytest.raises(IntegrityError, match="kept as they were written"), transaction.atomic():
        models.QuerySet(Result).bulk_create([late])


@pytest.mark.django_db(transaction=True)
def test_the_database_itself_refuses_to_change_or_remove_what_was_written() -> None:
    builders.screened()
    for model in (Run, Result, Evidence, Event):
        table = model._meta.db_table
        before = model.objects.count()
        assert before
        statements = [f'DELETE FROM "{table}"', f'UPDATE "{table}" SET id = id + 1000']
        if connection.vendor == "postgresql":
            statements.append(f'TRUNCATE "{table}" CASCADE')
        for statement in statements:
            with (
                pytest.raises(IntegrityError, match="kept as they were written"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)
        assert model.objects.count() == before


def test_the_refusal_of_the_database_is_put_back_after_every_migration() -> None:
    builders.screened()
    with connection.cursor() as cursor:
        on = f' ON "{Event._meta.db_table}"' if connection.vendor == "postgresql" else ""
        name = "activity_event_keep" if on else "activity_event_keep_delete"
        cursor.execute(f'DROP TRIGGER "{name}"{on}')
    call_command("migrate", verbosity=0)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM activity_event")


def test_rows_that_are_not_there_can_be_loaded_from_a_fixture(tmp_path: Path) -> None:
    builders.screened()
    event = Event.objects.first()
    assert event is not None
    told = json.loads(serializers.serialize("json", [event]))
    told[0]["pk"] = event.pk + 1000
    (tmp_path / "events.json").write_text(json.dumps(told))
    call_command("loaddata", tmp_path / "events.json", verbosity=0)
    assert Event.objects.filter(pk=event.pk + 1000).exists()


def test_a_later_run_leaves_the_earlier_one_as_it_was() -> None:
    first = builders.screened()
    better = tuple(
        {
            **school,
            "statistics": {
                "absence_overall": {"value": 4.0, "year": 2026, "national_median": 5.0, "small_cohort": 0.0}
            },
        }
        for school in builders.SCHOOLS
    )
    second = builders.screened(at=builders.AT + timedelta(days=30), data=builders.HeldData(better))
    assert results(first)[builders.OAK].level == 2
    assert results(second)[builders.OAK].level == 1
    assert queries.run_for("801") == second
    assert queries.run_for("801", run_id=first.pk) == first


def test_a_run_as_of_an_earlier_day_is_reached_by_its_link_and_is_not_what_people_see() -> None:
    today = builders.screened()
    earlier = builders.screened(at=builders.AT + timedelta(days=1), as_of=date(2026, 8, 31))
    assert (today.is_current, earlier.is_current) == (True, False)
    assert queries.run_for("801") == today
    assert queries.run_for("801", run_id=earlier.pk) == earlier
    assert queries.is_shown(today)
    assert not queries.is_shown(earlier)


def test_a_run_of_another_pack_is_not_what_people_see_until_it_is_put_in_force() -> None:
    first = builders.screened()
    tried = builders.screened(at=builders.AT + timedelta(days=1), id="other-pack")
    assert not tried.is_current
    assert queries.run_for("801") == first
    chosen = builders.screened(at=builders.AT + timedelta(days=2), id="other-pack", put_in_force=True)
    assert queries.run_for("801") == chosen
    assert Authority.objects.get(pk="801").pack == "other-pack"
    assert Event.objects.filter(verb=Verb.PACK_IN_FORCE).count() == 2
    # Back to the pack of before by a run of it that nobody put in force: what people see stays
    builders.screened(at=builders.AT + timedelta(days=3))
    assert queries.run_for("801") == chosen


def test_an_authority_that_has_only_looked_back_has_nothing_current() -> None:
    builders.screened(as_of=date(2026, 8, 31))
    assert queries.run_for("801") is None
    assert Authority.objects.get(pk="801").pack == ""


def test_the_list_of_schools_never_follows_a_run_as_of_an_earlier_day() -> None:
    builders.screened()
    gone = {"urn": 900077, "name": "Long Closed School", "authority": "801"}
    without_oak = tuple(s for s in builders.SCHOOLS if s["urn"] != builders.OAK)
    renamed = tuple({**s, "name": f"Old {s['name']}"} for s in without_oak)
    run = builders.screened(as_of=date(2026, 8, 31), then=builders.HeldData((*renamed, gone)))
    assert School.objects.get(pk=builders.OAK).is_open is True
    assert School.objects.get(pk=builders.BEECH).name == "Beech Lane Primary School"
    assert School.objects.get(pk=900077).is_open is False
    assert builders.OAK not in results(run)
    assert 900077 in results(run)


def test_a_run_lists_only_the_releases_that_its_own_data_was_made_from() -> None:
    held = builders.HeldData(
        releases_held=(
            builders.release("before", known_from=date(2026, 3, 1)),
            builders.release("replaced", known_from=date(2026, 2, 1), state="superseded"),
            builders.release("later", known_from=date(2026, 10, 1)),
            builders.release("register", known_from=date(2026, 11, 1), kinds=("establishment", "link")),
        )
    )
    run = builders.screened(as_of=date(2026, 8, 31), then=held)
    assert [(release["id"], release["in_part"]) for release in run.releases] == [
        ("before", False),
        ("register", True),
    ]


def test_what_another_authority_returned_is_not_frozen_into_a_run() -> None:
    held = builders.HeldData(
        releases_held=tuple(
            builders.release(name, known_from=date(2026, 3, 1), dataset="local_events", authority=whose)
            for name, whose in (("ours", "801"), ("theirs", "802"))
        )
    )
    for authority, own in (("801", "ours"), ("802", "theirs")):
        run = builders.screened(authority=authority, data=held)
        assert [release["id"] for release in run.releases] == [own]


def test_a_release_known_later_is_listed_where_evidence_rests_on_a_part_of_it() -> None:
    held = builders.HeldData(releases_held=(builders.release("later", known_from=date(2026, 10, 1)),))
    finding = {"because": [], "children": [{"because": [{"release": "later", "row": 7}]}]}
    judged = [runs._Judged(urn=1, result={}, evidence=[{"finding": finding}])]
    (listed,) = runs._used(held.releases(), judged=judged, authority="801", as_of=date(2026, 8, 31))
    assert (listed["id"], listed["in_part"]) == ("later", True)


def test_without_tables_a_run_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.migrations.executor import MigrationExecutor

    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: ["something to do"])
    with pytest.raises(runs.NoCaseworkTables, match="trellis serve"):
        builders.screened()


@pytest.mark.own_installation
def test_a_command_can_make_the_database_it_needs(tmp_path: Path) -> None:
    script = (
        "from trellis.screening import casework; casework.prepare();"
        "from trellis.screening.models import Run; print(Run.objects.count())"
    )
    settings = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    made = subprocess.run(
        [sys.executable, "-c", script],
        env={**settings, "TRELLIS_HOME": str(tmp_path)},
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (made.returncode, made.stdout.strip()) == (0, "0"), made.stderr


def test_long_cells_of_the_register_and_a_long_pack_do_not_stop_a_run() -> None:
    long = ({**builders.SCHOOLS[0], "name": "Saint " * 80, "town": "Upper " * 40}, *builders.SCHOOLS[1:])
    run = builders.screened(
        data=builders.HeldData(schools_held=long), title="Agreed " * 60, version="1." * 40
    )
    assert School.objects.get(pk=builders.BEECH).name == "Saint " * 80
    assert School.objects.get(pk=builders.BEECH).town == "Upper " * 40
    assert run.pack_title == "Agreed " * 60


def test_a_run_of_another_authority_is_not_found() -> None:
    run = builders.screened(authority="802")
    assert queries.run_for("801", run_id=run.pk) is None


def test_only_a_data_officer_runs_a_screening() -> None:
    builders.screened()
    for role in ("sitl", "pa", "director", "administrator"):
        with pytest.raises(PermissionDenied):
            runs.run(
                authority="801",
                pack=builders.pack(),
                as_of=builders.AS_OF,
                by=builders.person(role),
                at=builders.AT,
                held=builders.HeldData(),  # type: ignore[arg-type]
            )
    officer = builders.person("data_officer")
    made = runs.run(
        authority="801",
        pack=builders.pack(),
        as_of=builders.AS_OF,
        by=officer,
        at=builders.AT,
        held=builders.HeldData(),  # type: ignore[arg-type]
    )
    assert made.by == officer
    assert Event.objects.filter(verb=Verb.SCREENING_RUN, by=officer).count() == 1


def test_what_would_change_the_level_is_kept() -> None:
    changes = results(builders.screened())[builders.OAK].changes
    assert {change["level"] for change in changes["known"]} >= {3}
    assert changes["known"][0]["sets"][0][0].keys() == {"criterion", "was", "becomes"}


def test_schools_are_synced_with_the_run_and_one_that_left_is_marked_closed() -> None:
    builders.screened()
    without_oak = tuple(s for s in builders.SCHOOLS if s["urn"] != builders.OAK)
    builders.screened(at=datetime(2026, 12, 1, tzinfo=UTC), data=builders.HeldData(without_oak))
    assert School.objects.get(pk=builders.OAK).is_open is False
    assert School.objects.get(pk=builders.BEECH).is_open is True


def test_the_unanswered_of_insufficient_schools_are_listed_for_chasing() -> None:
    run = builders.screened()
    rows = queries.unanswered(run, schools=School.objects.all())
    assert {row.result.school_id for row in rows} == {builders.SILENT}
    assert [row.criterion for row in rows] == ["L3-1", "L2-8", "L1-8"]


def test_every_append_only_model_reads_and_adds_and_nothing_else() -> None:
    for model in (model for model in apps.get_models() if issubclass(model, AppendOnly)):
        assert isinstance(model._default_manager.all(), AppendOnlyQuerySet), model  # type: ignore[attr-defined]
        assert isinstance(model._base_manager.all(), AppendOnlyQuerySet), model  # type: ignore[attr-defined]
