"""The database's own refusal to change or remove what is append-only, for whoever comes past Django.

Triggers are put in place after every `migrate`, and not by one migration: on SQLite a later migration that alters a
table makes the table anew, and its triggers are gone with the old one. A migration that has to change such rows drops
the triggers first and finds them back in place afterwards.
"""

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
    full = _is_full(connection, model)
    if connection.vendor == "sqlite":
        refused = f"SELECT RAISE(ABORT, '{table} rows are kept as they were written'); END"
        made = [
            f'CREATE TRIGGER IF NOT EXISTS "{table}_keep_{verb.lower()}" BEFORE {verb} ON {quoted} BEGIN {refused}'
            for verb in ("UPDATE", "DELETE")
        ]
        if full:
            made.append(
                f'CREATE TRIGGER IF NOT EXISTS "{table}_keep_whole" BEFORE INSERT ON {quoted} '
                f"WHEN {full} BEGIN {refused}"
            )
        return made
    if connection.vendor == "postgresql":
        wanted = {
            f"{table}_keep": f"BEFORE UPDATE OR DELETE ON {quoted} FOR EACH ROW EXECUTE FUNCTION trellis_keep()",
            f"{table}_keep_all": f"BEFORE TRUNCATE ON {quoted} EXECUTE FUNCTION trellis_keep()",
        }
        made = [_FUNCTION]
        if full:
            # A condition of a trigger may not ask another table here, so it is within a function
            function = f"{table}_keep_whole"
            made.append(
                f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {full} THEN RAISE EXCEPTION '{table} rows are kept as they were written' "
                "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
            )
            wanted[function] = f"BEFORE INSERT ON {quoted} FOR EACH ROW EXECUTE FUNCTION {function}()"
        with connection.cursor() as cursor:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass", [quoted])
            there = {name for (name,) in cursor.fetchall()}
        return made + [
            f'CREATE TRIGGER "{name}" {rule}' for name, rule in wanted.items() if name not in there
        ]
    return []


def _is_full(connection: BaseDatabaseWrapper, model: type[AppendOnly]) -> str:
    """The condition, of a row about to be added, that what it belongs to has all of its rows; empty without one."""
    if model.complete_with is None:
        return ""
    name, number = model.complete_with
    field = cast("models.ForeignKey[Any, Any]", model._meta.get_field(name))
    quote = connection.ops.quote_name
    of_row, of_whole = quote(field.column), quote(str(field.target_field.column))
    rows, wholes = quote(model._meta.db_table), quote(field.related_model._meta.db_table)
    # Names of our own models alone are put into these
    held = f"SELECT count(*) FROM {rows} WHERE {of_row} = NEW.{of_row}"  # noqa: S608
    said = f"SELECT {quote(number)} FROM {wholes} WHERE {of_whole} = NEW.{of_row}"  # noqa: S608
    return f"({held}) >= ({said})"
