"""The full-text index, behind one interface: FTS5 on SQLite, a `tsvector` on PostgreSQL. Both hold the same stems.

Put in place after every `migrate`, as the triggers of append-only tables are, and for the same reason: on SQLite a
migration that alters the table makes it anew. It is filled from the table of documents then.
"""

from typing import Any

from django.apps import AppConfig
from django.db import connection, connections
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from trellis.search.models import Document
from trellis.search.words import Asked

_SQLITE = (
    'DROP TRIGGER IF EXISTS "search_document_added"',
    'DROP TRIGGER IF EXISTS "search_document_removed"',
    "DROP TABLE IF EXISTS search_words",
    """CREATE VIRTUAL TABLE search_words USING fts5(
        stems, content='search_document', content_rowid='id', tokenize='ascii', detail='none')""",
    """CREATE TRIGGER "search_document_added" AFTER INSERT ON "search_document" BEGIN
        INSERT INTO search_words(rowid, stems) VALUES (new.id, new.stems); END""",
    """CREATE TRIGGER "search_document_removed" AFTER DELETE ON "search_document" BEGIN
        INSERT INTO search_words(search_words, rowid, stems) VALUES ('delete', old.id, old.stems); END""",
    "INSERT INTO search_words(search_words) VALUES ('rebuild')",
)
_POSTGRESQL = (
    """ALTER TABLE "search_document" ADD COLUMN IF NOT EXISTS words tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(stems, ' '))) STORED""",
    'CREATE INDEX IF NOT EXISTS "search_document_words" ON "search_document" USING gin (words)',
)


def put_in_place(sender: AppConfig, *, using: str, **_: Any) -> None:
    """Make the index where it is missing. Called after `migrate`."""
    made = connections[using]
    if Document._meta.db_table not in made.introspection.table_names():
        return
    with made.cursor() as cursor:
        for statement in _SQLITE if made.vendor == "sqlite" else _POSTGRESQL:
            cursor.execute(statement)


def matching(documents: QuerySet[Document], asked: Asked) -> QuerySet[Document]:
    """Those of the documents that have what was asked for. `asked` is not empty."""
    if connection.vendor == "sqlite":
        condition = '"search_document"."id" IN (SELECT rowid FROM search_words WHERE search_words MATCH %s)'
        query = _spelled(asked, quote='"', both=" AND ", either=" OR ")
    else:
        condition = '"search_document"."words" @@ %s::tsquery'
        query = _spelled(asked, quote="'", both=" & ", either=" | ")
    # The condition is ours; stems are letters and digits alone, and are passed as a parameter
    found = RawSQL(condition, [query], output_field=BooleanField())  # noqa: S611
    return documents.alias(found=found).filter(found=True)


def _spelled(asked: Asked, *, quote: str, both: str, either: str) -> str:
    return both.join(
        "("
        + either.join(
            "(" + both.join(f"{quote}{each}{quote}" for each in alternative) + ")"
            for alternative in sorted(term)
        )
        + ")"
        for term in asked.terms
    )
