"""Seals over what is append-only: a chain of digests by which any later change, removal or insertion is found.

The database refuses changes already (`keeping`); whoever owns the database can switch that off. A seal covers a stretch of one
table's rows: SHA-256 over each row's own digest in order, chained to the seal before it, as in a hash chain (Haber and Stornetta,
"How to time-stamp a digital document", 1991). The newest link is also written to a file, to be kept elsewhere: a chain
cut short in the database no longer ends as the file says.
"""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction

from trellis.activity.append_only import AppendOnly
from trellis.activity.models import Seal

ROWS_A_SEAL = 1000
_MARK = 8  # bytes kept of each row's digest, by which a changed row is named
_NOTHING = "0" * 64


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that is not as it was sealed. `rows` are the primary keys concerned, where they can be told."""

    table: str
    sentence: str
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a check found: how much was covered, what is not covered yet, and the last link of the chain."""

    seals: int
    sealed: int
    unsealed: int
    last: str
    findings: tuple[Finding, ...]


def seal(*, at: datetime, log: Path | None = None) -> list[Seal]:
    """Seal every row that no seal covers yet, and return the seals made. One sealer wins where two run at once.

    `log` gets a line for each seal: keep a copy of it outside the machine.
    """
    made: list[Seal] = []
    newest = Seal.objects.order_by("-number").first()
    for model in kept_models():
        for stretch in _unsealed(model):
            try:
                newest = _seal_stretch(model, stretch, after=newest, at=at)
            except IntegrityError:
                break  # somebody else is sealing, and covers the same rows
            made.append(newest)
        else:
            continue
        break
    if log is not None and made:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.writelines(f"{each.at.isoformat()} {each.number} {each.chain}\n" for each in made)
    return made


def check(*, log: Path | None = None) -> Report:
    """Read every sealed row again and hold it to its seal, and the seals to each other and to `log`."""
    found: list[Finding] = []
    previous, sealed, number = _NOTHING, 0, 0
    covered: dict[str, int] = {}
    by_table = {model._meta.db_table: model for model in kept_models()}
    held: dict[int, str] = {}
    for number, each in enumerate(Seal.objects.order_by("number").iterator(), start=1):
        held[each.number] = each.chain
        if each.number != number or each.previous != previous or each.chain != _chain(each):
            found.append(
                Finding(table="activity_seal", sentence=f"Seal {each.number} is not as it was made.")
            )
        previous = each.chain
        model = by_table.get(each.table)
        if model is None:
            found.append(Finding(table=each.table, sentence="The whole table is gone."))
            continue
        found += _compare(each, model)
        sealed += each.rows
        covered[each.table] = covered.get(each.table, 0) + each.rows
    if log is not None:
        found += _against_log(log, held)
    unsealed = sum(
        max(0, model._base_manager.count() - covered.get(table, 0)) for table, model in by_table.items()
    )
    return Report(seals=number, sealed=sealed, unsealed=unsealed, last=previous, findings=tuple(found))


class Standing(StrEnum):
    """How one row stands beside its seal."""

    WHOLE = "as it was written"
    UNSEALED = "not sealed yet"
    ALTERED = "not as it was sealed"


def standing_of(rows: Mapping[type[AppendOnly], Sequence[int]]) -> dict[tuple[str, int], Standing]:
    """Hold single rows, by their keys, to the marks that their seals keep of them; by table and key.

    Quick, where `check` reads everything. That a row is gone, or that a seal is not as it was made, is for `check`.
    """
    found: dict[tuple[str, int], Standing] = {}
    for model, pks in rows.items():
        left, table = set(pks), model._meta.db_table
        if not left:
            continue
        known = {field.attname for field in model._meta.concrete_fields}
        for each in Seal.objects.filter(table=table, first__lte=max(left), last__gte=min(left)).iterator():
            places = {pk: place for place, pk in enumerate(_from_ranges(each.keys))}
            mine = sorted(left & places.keys())
            if not mine:
                continue
            left -= set(mine)
            sealed = b64decode(each.marks)
            fields = [name for name in each.fields if name in known]  # a column gone makes every mark another
            for pk, mark in zip(mine, _digests(model, fields, mine)[0], strict=True):
                same = sealed[places[pk] * _MARK : (places[pk] + 1) * _MARK] == mark
                found[table, pk] = Standing.WHOLE if same else Standing.ALTERED
        found |= {(table, pk): Standing.UNSEALED for pk in left}
    return found


def kept_models() -> list[type[AppendOnly]]:
    """Every append-only model but the seals themselves, by table."""
    found = [model for model in apps.get_models() if issubclass(model, AppendOnly) and model is not Seal]
    return sorted(found, key=lambda model: model._meta.db_table)


def _unsealed(model: type[AppendOnly]) -> list[list[int]]:
    """Return the keys of the rows that no seal covers, in stretches."""
    before = Seal.objects.filter(table=model._meta.db_table)
    furthest = before.aggregate(last=models.Max("last"))["last"] or 0
    late = _late(model, before, furthest)
    ahead = model._base_manager.filter(pk__gt=furthest).order_by("pk").values_list("pk", flat=True)
    pks = [*late, *ahead.iterator(chunk_size=10_000)]
    return [pks[start : start + ROWS_A_SEAL] for start in range(0, len(pks), ROWS_A_SEAL)]


def _seal_stretch(
    model: type[AppendOnly], stretch: Sequence[int], *, after: Seal | None, at: datetime
) -> Seal:
    """Seal some rows with the number after the newest. Raises IntegrityError where that number has been taken.

    Each seal is a transaction of its own, so that nobody who writes waits long for it.
    """
    fields = [field.attname for field in model._meta.concrete_fields]
    marks, digest = _digests(model, fields, stretch)
    each = Seal(
        number=after.number + 1 if after is not None else 1,
        table=model._meta.db_table,
        first=stretch[0],
        last=stretch[-1],
        keys=_as_ranges(stretch),
        fields=fields,
        rows=len(stretch),
        marks=b64encode(b"".join(marks)).decode(),
        digest=digest,
        previous=after.chain if after is not None else _NOTHING,
        at=at,
    )
    each.chain = _chain(each)
    with transaction.atomic():
        each.save()
    return each


def _late(model: type[AppendOnly], before: models.QuerySet[Seal], furthest: int) -> list[int]:
    """Rows with keys that were passed over: written before, by a transaction that ended after the sealing."""
    covered = sum(before.values_list("rows", flat=True))
    passed = model._base_manager.filter(pk__lte=furthest)
    if passed.count() <= covered:
        return []
    sealed = {pk for keys in before.values_list("keys", flat=True) for pk in _from_ranges(keys)}
    return [pk for pk in passed.order_by("pk").values_list("pk", flat=True) if pk not in sealed]


def _compare(each: Seal, model: type[AppendOnly]) -> list[Finding]:
    pks = list(_from_ranges(each.keys))
    known = {field.attname for field in model._meta.concrete_fields}
    if gone := [name for name in each.fields if name not in known]:
        return [Finding(table=each.table, sentence=f"Sealed columns are gone: {', '.join(gone)}.")]
    there = set(model._base_manager.filter(pk__in=pks).values_list("pk", flat=True))
    removed = tuple(pk for pk in pks if pk not in there)
    found = []
    if removed:
        found.append(
            Finding(
                table=each.table, sentence=f"Rows sealed by seal {each.number} were removed.", rows=removed
            )
        )
    left = [pk for pk in pks if pk in there]
    marks, digest = _digests(model, each.fields, left)
    if removed or digest != each.digest:
        sealed = b64decode(each.marks)
        then = {pk: sealed[place * _MARK : (place + 1) * _MARK] for place, pk in enumerate(pks)}
        changed = tuple(pk for pk, mark in zip(left, marks, strict=True) if then[pk] != mark)
        if changed or not removed:
            found.append(
                Finding(
                    table=each.table,
                    sentence=f"Rows sealed by seal {each.number} were changed.",
                    rows=changed,
                )
            )
    return found


def _digests(model: type[AppendOnly], fields: Sequence[str], pks: Sequence[int]) -> tuple[list[bytes], str]:
    """Return the mark of each row in the order of its key, and the digest of them all."""
    whole, marks = hashlib.sha256(), []
    rows = model._base_manager.filter(pk__in=pks).order_by("pk").values_list(*fields)
    for row in rows.iterator(chunk_size=ROWS_A_SEAL):
        own = hashlib.sha256(_canonical(fields, row)).digest()
        marks.append(own[:_MARK])
        whole.update(own)
    return marks, whole.hexdigest()


def _canonical(fields: Sequence[str], row: Iterable[Any]) -> bytes:
    told = dict(zip(fields, row, strict=True))
    return json.dumps(
        told, sort_keys=True, default=_as_text, ensure_ascii=False, separators=(",", ":")
    ).encode()


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _chain(each: Seal) -> str:
    told = {
        name: getattr(each, name)
        for name in ("number", "table", "keys", "fields", "rows", "marks", "digest", "previous", "at")
    }
    return hashlib.sha256(_canonical(list(told), told.values())).hexdigest()


def _as_ranges(pks: Sequence[int]) -> list[list[int]]:
    ranges: list[list[int]] = []
    for pk in pks:
        if ranges and pk == ranges[-1][1] + 1:
            ranges[-1][1] = pk
        else:
            ranges.append([pk, pk])
    return ranges


def _from_ranges(ranges: Iterable[Sequence[int]]) -> Iterator[int]:
    for first, last in ranges:
        yield from range(first, last + 1)


def _against_log(log: Path, held: dict[int, str]) -> list[Finding]:
    try:
        lines = log.read_text(encoding="utf-8").splitlines()
    except OSError:
        return (
            [Finding(table="activity_seal", sentence=f"The list of seals, {log.name}, cannot be read.")]
            if held
            else []
        )
    found = []
    for line in lines:
        parts = line.split()
        if len(parts) != 3 or not parts[1].isdecimal():
            found.append(Finding(table="activity_seal", sentence=f"A line of {log.name} cannot be read."))
        elif held.get(int(parts[1])) != parts[2]:
            found.append(
                Finding(table="activity_seal", sentence=f"Seal {parts[1]} is not as {log.name} has it.")
            )
    return found
