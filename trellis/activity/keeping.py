"""The database's own refusal to change or remove what is append-only, for whoever comes past Django.

Triggers are put in place after every `migrate`, and not by one migration: on SQLite a later migration that alters a
table makes the table anew, and its triggers are gone with the old one. A migration that has to change such rows drops
the triggers first and finds them back in place afterwards.
"""

from dataclasses import dataclass
from typing import Any, cast

from django.apps import AppConfig
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from trellis.activity.append_only import AppendOnly

_FUNCTION = """
CREATE OR REPLACE FUNCTION trellis_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are kept as they were written', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def put_in_place(sender: AppConfig, *, using: str, **_: Any) -> None:
    """Make the triggers that are missing on the append-only tables of an app. Called after `migrate`."""
    kept = [model for model in sender.get_models() if issubclass(model, AppendOnly)]
    connection = connections[using]
    tables = set(connection.introspection.table_names()) if kept else set()
    for model in kept:
        if model._meta.db_table in tables:
            for statement in _statements(connection, model):
                with connection.cursor() as cursor:
                    cursor.execute(statement)


def _statements(connection: BaseDatabaseWrapper, model: type[AppendOnly]) -> list[str]:
    table = model._meta.db_table
    quoted = connection.ops.quote_name(table)
    if connection.vendor == "sqlite":
        refused = f"SELECT RAISE(ABORT, '{table} rows are kept as they were written'); END"
        made = [
            f'CREATE TRIGGER IF NOT EXISTS "{table}_keep_{verb.lower()}" BEFORE {verb} ON {quoted} BEGIN {refused}'
            for verb in ("UPDATE", "DELETE")
        ]
        if model.complete_with is not None:
            # Of the name before, which counted all rows anew for each that came
            made.append(f'DROP TRIGGER IF EXISTS "{table}_keep_whole"')
            made.append(
                f'CREATE TRIGGER IF NOT EXISTS "{table}_keep_complete" BEFORE INSERT ON {quoted} '
                f"WHEN {_is_full(connection, model)} BEGIN {refused}"
            )
        return made
    if connection.vendor == "postgresql":
        wanted = {
            f"{table}_keep": f"BEFORE UPDATE OR DELETE ON {quoted} FOR EACH ROW EXECUTE FUNCTION trellis_keep()",
            f"{table}_keep_all": f"BEFORE TRUNCATE ON {quoted} EXECUTE FUNCTION trellis_keep()",
        }
        made = [_FUNCTION]
        if model.complete_with is not None:
            function = f"{table}_keep_complete"
            made.append(f'DROP TRIGGER IF EXISTS "{table}_keep_whole" ON {quoted}')
            made.append(f"DROP FUNCTION IF EXISTS {table}_keep_whole()")
            made.append(
                f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {_is_too_many(connection, model)} THEN RAISE EXCEPTION '{table} rows are kept as they were written' "
                "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NULL; END $$"
            )
            # Once for each statement: to count for each row makes twenty thousand of them take a minute
            wanted[function] = (
                f"AFTER INSERT ON {quoted} REFERENCING NEW TABLE AS added "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
            )
        with connection.cursor() as cursor:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass", [quoted])
            there = {name for (name,) in cursor.fetchall()}
        return made + [
            f'CREATE TRIGGER "{name}" {rule}' for name, rule in wanted.items() if name not in there
        ]
    return []


@dataclass(frozen=True)
class _Parts:
    """The quoted names of rows and of what they belong to."""

    rows: str
    key: str
    of_row: str
    wholes: str
    of_whole: str
    number: str


def _parts(connection: BaseDatabaseWrapper, model: type[AppendOnly]) -> _Parts:
    name, number = cast("tuple[str, str]", model.complete_with)
    field = cast("models.ForeignKey[Any, Any]", model._meta.get_field(name))
    quote = connection.ops.quote_name
    return _Parts(
        rows=quote(model._meta.db_table),
        key=quote(str(model._meta.pk.column)),
        of_row=quote(field.column),
        wholes=quote(field.related_model._meta.db_table),
        of_whole=quote(str(field.target_field.column)),
        number=quote(number),
    )


# Names of our own models alone are put into these


def _is_full(connection: BaseDatabaseWrapper, model: type[AppendOnly]) -> str:
    """The condition, of a row about to be added, that what it belongs to has all of its rows.

    Rows are counted only once the span of their keys could hold them all, which is found without reading them.
    """
    of = _parts(connection, model)
    mine = f"FROM {of.rows} WHERE {of.of_row} = NEW.{of.of_row}"
    said = f"(SELECT {of.number} FROM {of.wholes} WHERE {of.of_whole} = NEW.{of.of_row})"  # noqa: S608
    span = f"coalesce((SELECT max({of.key}) {mine}) - (SELECT min({of.key}) {mine}) + 1, 0)"
    return f"CASE WHEN {span} < {said} THEN 0 ELSE (SELECT count(*) {mine}) >= {said} END"


def _is_too_many(connection: BaseDatabaseWrapper, model: type[AppendOnly]) -> str:
    """The condition, of the rows that a statement has added, that something has more than all of its rows."""
    of = _parts(connection, model)
    return (
        f"EXISTS (SELECT 1 FROM (SELECT DISTINCT {of.of_row} AS whole FROM added) AS touched "  # noqa: S608
        f"WHERE (SELECT count(*) FROM {of.rows} WHERE {of.of_row} = touched.whole) > "
        f"(SELECT {of.number} FROM {of.wholes} WHERE {of.of_whole} = touched.whole))"
    )
