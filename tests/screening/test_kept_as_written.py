"""Every table that is only ever added to refuses to be changed, whoever comes past Django."""

import pytest
from django.apps import apps
from django.db import connection

from tests import builders
from trellis.activity.append_only import AppendOnly
from trellis.screening.models import EarlyWarning

KEPT = sorted(
    (model for model in apps.get_models() if issubclass(model, AppendOnly)),
    key=lambda model: model._meta.label,
)


def test_what_people_and_runs_write_is_among_them() -> None:
    names = {model.__name__ for model in KEPT}
    assert {"Batch", "Step", "Table", "Change", "Need", "Marking", "ChosenSet", "EarlyWarning"} <= names
    assert {"EarlyWarningList", "Event", "Run", "Result", "Evidence"} <= names


@pytest.mark.django_db
@pytest.mark.parametrize("model", KEPT, ids=lambda model: model._meta.label)
def test_the_database_itself_refuses_to_change_or_remove_a_row(model: type[AppendOnly]) -> None:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT upper(sql) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table]
            )
            told = " ".join(sql for (sql,) in cursor.fetchall())
            assert "BEFORE UPDATE" in told
            assert "BEFORE DELETE" in told
        else:
            cursor.execute(
                "SELECT upper(pg_get_triggerdef(oid)) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
                [f'"{table}"'],
            )
            told = " ".join(sql for (sql,) in cursor.fetchall())
            assert "BEFORE DELETE OR UPDATE" in told
            assert "BEFORE TRUNCATE" in told
        assert ("BEFORE INSERT" in told or "AFTER INSERT" in told) == (model.complete_with is not None)


@pytest.mark.django_db
def test_an_earlier_trigger_that_counted_for_every_row_gives_way() -> None:
    """An installation that was migrated before has the trigger under its name of then."""
    from trellis.activity import keeping

    table = EarlyWarning._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f'DROP TRIGGER "{table}_keep_complete"')
            cursor.execute(
                f'CREATE TRIGGER "{table}_keep_whole" BEFORE INSERT ON "{table}" BEGIN SELECT RAISE(ABORT, \'old\'); END'
            )
        else:
            cursor.execute(f'DROP TRIGGER "{table}_keep_complete" ON "{table}"')
            cursor.execute(
                f'CREATE TRIGGER "{table}_keep_whole" BEFORE INSERT ON "{table}" '
                "FOR EACH ROW EXECUTE FUNCTION trellis_keep()"
            )
    keeping.put_in_place(apps.get_app_config("screening"), using="default")
    run = builders.screened()
    assert EarlyWarning.objects.filter(listed__run=run).exists()
