"""All that was done about one school, in order: from the trail, and from every append-only row that leads to it.

Nothing here names a model: one that is added later, and leads to a school by foreign keys, is told of by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import models

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import sealing
from trellis.activity.append_only import AppendOnly
from trellis.activity.confidentiality import Confidentiality
from trellis.activity.models import Event, Seal, Verb
from trellis.activity.sealing import Standing
from trellis.schools.models import Authority, School

DEEPEST = 6
WHY = ("reasons", "reason", "why")
_WITHOUT_SCHOOL = frozenset({Verb.POST_GIVEN})
_SAYS_OF_WHAT = frozenset(
    {
        Verb.PROVIDER_ENTERED,
        Verb.PROVIDER_MOVED,
        Verb.LEADER_DESIGNATED,
        Verb.LEADER_MOVED,
        Verb.PORTRAIT_WRITTEN,
        Verb.PROTOCOL_ACCEPTED,
        Verb.NETWORK_CHANGED,
    }
)
"""The verbs whose words have an object of their own, which is not the school."""
_RESTRICTED = frozenset({Verb.INTELLIGENCE_LOGGED, Verb.INTELLIGENCE_REVIEWED, Verb.RESTRICTED_READ})
_EMBARGOED = frozenset({Verb.INSPECTION_EMBARGOED})
_ORDER = tuple(Confidentiality)


@dataclass(frozen=True, kw_only=True)
class Way:
    """How the rows of a model lead to a school, and where they say when and by whom: names of fields, joined."""

    model: type[AppendOnly]
    school: str
    at: str
    by: str


@dataclass(frozen=True, kw_only=True)
class Act:
    """What one person did at one moment: in the words of the trail, with the rows that it left."""

    at: datetime
    who: str
    what: str
    why: str
    facts: tuple[tuple[str, str], ...]
    confidentiality: Confidentiality
    needs: frozenset[Permission]
    rows: tuple[tuple[str, int], ...]
    standing: Standing


@dataclass(frozen=True, kw_only=True)
class Chronology:
    """Every act about a school, the earliest first."""

    school: School
    acts: tuple[Act, ...]


def of(school: School) -> Chronology:
    """Return the chronology of a school, for whoever may read all of it. It makes a few queries for each kind of row."""
    found: dict[tuple[datetime, int | None], list[_Piece]] = {}
    keys: dict[type[AppendOnly], list[int]] = {}
    for piece in (*_events(school), *(each for way in ways() for each in _rows(way, school))):
        found.setdefault((piece.at, piece.by_id), []).append(piece)
        keys.setdefault(piece.model, []).append(piece.pk)
    standing = sealing.standing_of(keys)
    moments = sorted(found.items(), key=lambda item: (item[0][0], min(piece.pk for piece in item[1])))
    return Chronology(school=school, acts=tuple(_act(pieces, standing) for _, pieces in moments))


@dataclass(frozen=True, kw_only=True)
class Holding:
    """How many rows of one kind are held about a school. `label` names the model."""

    label: str
    name: str
    rows: int
    confidentiality: Confidentiality


def holdings(school: School) -> list[Holding]:
    """What is held about a school, by kind, those that lead to it directly first. This will make one query."""
    asked = [
        _told_of(way, school)
        .order_by()
        .annotate(of_kind=models.Value(way.model._meta.label))
        .values("of_kind")
        .annotate(how_many=models.Count("pk"))
        .values_list("of_kind", "how_many")
        for way in ways()
    ]
    counted = dict(asked[0].union(*asked[1:], all=True))
    return [
        Holding(
            label=way.model._meta.label,
            name=way.model.in_words(rows),
            rows=rows,
            confidentiality=way.model.confidentiality,
        )
        for way in sorted(ways(), key=lambda way: way.school.count("__"))
        if (rows := counted.get(way.model._meta.label, 0))
    ]


@lru_cache(maxsize=1)
def ways() -> tuple[Way, ...]:
    """Every append-only model that leads to a school, and how."""
    found = []
    for model in sealing.kept_models():
        if model in (Event, Seal) or not model.in_chronology:
            continue
        to_school = _shortest(model, lambda at: at is School)
        when = _shortest(model, lambda at: _has(at, "at"))
        if to_school is None or when is None:
            continue
        before = "".join(f"{name}__" for name in when)
        who = f"{before}by" if _has(_at_end(model, when), "by") else ""
        found.append(Way(model=model, school="__".join(to_school), at=f"{before}at", by=who))
    return tuple(found)


@dataclass(frozen=True, kw_only=True)
class _Piece:
    at: datetime
    by_id: int | None
    who: str
    model: type[AppendOnly]
    pk: int
    what: str
    why: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    confidentiality: Confidentiality


def _events(school: School) -> Iterable[_Piece]:
    kept = Event.objects.filter(urn=school.pk, authority_code=school.authority_id).exclude(verb=Verb.LOOKED)
    for event in kept.select_related("by").order_by("at", "pk"):
        verb = Verb(event.verb)
        about = "" if verb in _WITHOUT_SCHOOL | _SAYS_OF_WHAT else "the school"
        said = f"{verb.label} {about}".strip()
        subject = f"{' ' if verb in _WITHOUT_SCHOOL else ': '}{event.subject}" if event.subject else ""
        yield _Piece(
            at=event.at,
            by_id=event.by_id,
            who=event.by.name if event.by is not None else "Trellis",
            model=Event,
            pk=event.pk,
            what=_first_up(said + subject),
            confidentiality=_level_of(verb),
        )


def _level_of(verb: Verb) -> Confidentiality:
    if verb in _EMBARGOED:
        return Confidentiality.EMBARGOED
    return Confidentiality.RESTRICTED if verb in _RESTRICTED else Confidentiality.SCHOOL_AND_AUTHORITY


def _told_of(way: Way, school: School) -> "models.QuerySet[Any]":
    """The rows of a model that lead to a school, but for those that are nobody else's business yet."""
    return way.model._base_manager.filter(**{way.school: school}, **way.model.told_where)


def _rows(way: Way, school: School) -> Iterable[_Piece]:
    related = {name.rpartition("__")[0] for name in (way.at, way.by) if "__" in name} | ({way.by} - {""})
    rows = _told_of(way, school).order_by("pk")
    people = [field.name for field in _concrete(way.model) if field.related_model is User]
    if related or people:
        rows = rows.select_related(*related, *people)
    for row in rows:
        by = _follow(row, way.by) if way.by else None
        facts, why = _told(row)
        yield _Piece(
            at=_follow(row, way.at),
            by_id=by.pk if by is not None else None,
            who=by.name if by is not None else "Trellis",
            model=way.model,
            pk=row.pk,
            what=_first_up(way.model.in_words()),
            why=why,
            facts=facts,
            confidentiality=way.model.confidentiality,
        )


def _act(pieces: Sequence[_Piece], standing: Mapping[tuple[str, int], Standing]) -> Act:
    events = [piece for piece in pieces if piece.model is Event]
    rows = [piece for piece in pieces if piece.model is not Event]
    told = dict.fromkeys(piece.what for piece in events or rows)
    keys = tuple((piece.model._meta.db_table, piece.pk) for piece in pieces)
    stands = [standing[key] for key in keys]
    return Act(
        at=pieces[0].at,
        who=pieces[0].who,
        what=". ".join(told),
        why=" ".join(dict.fromkeys(piece.why for piece in rows if piece.why)),
        facts=tuple(
            (f"{piece.what}: {label}" if len(rows) > 1 else label, said)
            for piece in rows
            for label, said in piece.facts
        ),
        confidentiality=max((piece.confidentiality for piece in pieces), key=_ORDER.index),
        needs=frozenset(Permission(piece.model.read_with) for piece in pieces if piece.model.read_with),
        rows=keys,
        standing=next(
            (each for each in (Standing.ALTERED, Standing.UNSEALED) if each in stands), Standing.WHOLE
        ),
    )


def _told(row: AppendOnly) -> tuple[tuple[tuple[str, str], ...], str]:
    """What the columns of a row say, each with its name in words; and why, where a column says that."""
    facts, why = [], ""
    for field in _concrete(type(row)):
        if field.primary_key or field.name in ("at", "by", "number"):
            continue
        if field.is_relation and field.related_model is not User:
            continue
        said = _said(row, field)
        if not said:
            continue
        if field.name in WHY and not why:
            why = said
        else:
            facts.append((_first_up(str(field.verbose_name)), said))
    return tuple(facts), why


def _said(row: AppendOnly, field: "models.Field[Any, Any]") -> str:
    value = getattr(row, field.name)
    if value is None or value in ("", [], {}):
        return ""
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    return _in_words(value)


def _in_words(value: object) -> str:
    match value:
        case bool():
            return "Yes" if value else "No"
        case datetime():
            return value.isoformat(timespec="minutes")
        case date():
            return f"{value.day} {value:%B %Y}"
        case list() if not _is_nested(value):
            return "; ".join(map(str, value))
        case dict() if not _is_nested(value):
            return "; ".join(f"{str(key).replace('_', ' ')}: {said}" for key, said in value.items())
        case list() if all(isinstance(each, dict) and not _is_nested(each) for each in value):
            return ". ".join(_in_words(each) for each in value)
        case list() | dict():
            return ""  # worked out, and read by programs alone: the row itself has it
        case float():
            return f"{value:.3g}"
        case _:
            return str(value)


def _is_nested(value: "list[Any] | dict[str, Any]") -> bool:
    held = value.values() if isinstance(value, dict) else value
    return any(isinstance(each, list | dict) for each in held)


def _shortest(model: type[models.Model], there: Any) -> tuple[str, ...] | None:
    """The names of the foreign keys by the shortest way from a model to one that is there; None where there is none."""
    ahead: list[tuple[type[models.Model], tuple[str, ...]]] = [(model, ())]
    seen = {model}
    for at, way in ahead:
        if there(at):
            return way
        if len(way) == DEEPEST:
            continue
        for field in _concrete(at):
            onward = field.related_model
            if not isinstance(onward, type) or onward in seen or onward in (User, Authority):
                continue
            if not issubclass(onward, models.Model):
                continue
            seen.add(onward)
            ahead.append((onward, (*way, field.name)))
    return None


def _at_end(model: type[models.Model], way: Iterable[str]) -> type[models.Model]:
    for name in way:
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]
    return model


def _has(model: type[models.Model], name: str) -> bool:
    return any(field.name == name for field in _concrete(model))


def _concrete(model: type[models.Model]) -> "Sequence[models.Field[Any, Any]]":
    return model._meta.concrete_fields


def _follow(row: Any, names: str) -> Any:
    for name in names.split("__"):
        row = getattr(row, name)
    return row


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
