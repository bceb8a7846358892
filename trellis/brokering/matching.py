"""Who could help with a need, in an order that says on what it rests; and who could not, with every reason.

The sum of what each part counts, by the weights of `matching.yaml`. It is arithmetic that a person can follow and set
aside: the order suggests, a person chooses. Sentences are made for those that are looked at alone.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, overload

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from trellis.brokering import matching_parts
from trellis.brokering.matching_parts import FACTS, HOLDS, Candidate, Evaluations, Need, Scales

__all__ = [
    "Candidate",
    "CannotRead",
    "Evaluations",
    "Need",
    "NotOffered",
    "Offered",
    "Part",
    "Ranking",
    "rank",
]

OURS = Path(__file__).with_name("matching.yaml")
_FINE = 1_000_000
"""Totals that are alike to so many parts of one are equal, and the name decides."""


class CannotRead(Exception):
    """A file of weights is not as it must be. The message says where."""


class Weight(BaseModel):
    """How much one part counts, of 100, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str = Field(min_length=2)
    weight: float = Field(gt=0, le=100)
    why: str = Field(min_length=20)


class _Numbers(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    distance_half_km: float = Field(gt=0)
    enough_days: float = Field(gt=0)
    few_days: float = Field(ge=0, le=1)
    load_half: float = Field(gt=0)
    words_from: float = Field(gt=0, le=1)
    alike_least: float = Field(ge=0, le=1)
    unlike: float = Field(ge=0, le=1)


class Weights(BaseModel):
    """The whole file. `neutral` is what an unknown fact counts; never more than half, so that it is never as good as a good one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    neutral: float = Field(ge=0, le=0.5)
    parts: tuple[Weight, ...]
    scales: _Numbers

    @model_validator(mode="after")
    def _whole(self) -> "Weights":
        if [each.id for each in self.parts] != list(FACTS):
            raise ValueError(f"the parts must be {', '.join(FACTS)}, in this order")
        if abs(sum(each.weight for each in self.parts) - 100) > 1e-9:
            raise ValueError("the weights must come to 100")
        if self.scales.unlike > self.scales.alike_least:
            raise ValueError("a school that is not alike must not count more than one that is")
        if self.scales.few_days < self.neutral:
            raise ValueError(
                "whoever says how few days are left must not count less than whoever says nothing"
            )
        return self

    @property
    def read_scales(self) -> Scales:
        return Scales(**self.scales.model_dump())


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one fact counted, of how much it could, and the sentence. `known` is false where it is not known."""

    id: str
    name: str
    counted: float
    weight: float
    sentence: str
    known: bool


@dataclass(frozen=True, kw_only=True)
class Offered:
    """Somebody who could help, in their place. `total` is of 100. `to_ask` counts for nothing and must be asked yet."""

    place: int
    candidate: Candidate
    total: float
    parts: tuple[Part, ...]
    to_ask: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why somebody is not offered. `override` is whether a person may set it aside with a reason."""

    id: str
    sentence: str
    override: bool


@dataclass(frozen=True, kw_only=True)
class NotOffered:
    """Somebody who fits and is held back, with every reason."""

    candidate: Candidate
    reasons: tuple[Reason, ...]


T = TypeVar("T")
Discreet = Callable[[Candidate], bool]
"""Whether the private reasons of a candidate are not for the reader."""


class Told(Sequence[T]):
    """A list of which each is made when it is looked at, so that a page pays for what it shows."""

    def __init__(self, length: int, make: Callable[[int], T]) -> None:
        self._length, self._make = length, make

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        if isinstance(place, slice):
            return [self._make(each) for each in range(self._length)[place]]
        return self._make(range(self._length)[place])


class Ranking:
    """Who could help with a need: `offered`, the best first; `not_offered`, by name; and `beside`, how many offer other things."""

    def __init__(
        self,
        need: Need,
        weights: Weights,
        *,
        ranked: Sequence[tuple[int, str, str, Candidate]],
        held_back: Sequence[Candidate],
        beside: int,
        discreet: Discreet,
    ) -> None:
        self._need, self._weights, self._scales = need, weights, weights.read_scales
        self._ranked, self._held_back = ranked, held_back
        self._discreet, self.beside = discreet, beside
        self.offered: Sequence[Offered] = Told(len(ranked), self._offered)
        self.not_offered: Sequence[NotOffered] = Told(len(held_back), self._not_offered)

    def reasons(self, who: Candidate) -> tuple[Reason, ...]:
        """Every reason for which somebody is not offered; none where they are."""
        held = [each for each in HOLDS if each.holds(self._need, who)]
        found = [
            Reason(id=each.id, sentence=f"{each.say(self._need, who).rstrip('.')}.", override=each.override)
            for each in held
            if not (each.private and self._discreet(who))
        ]
        if len(found) < len(held):
            found.append(Reason(id="away", sentence=f"{matching_parts.AWAY}.", override=False))
        if not matching_parts.fits(self._need, who, self._scales):
            told = f"{matching_parts.say_unfit(self._need, who)}."
            found.append(Reason(id="fit", sentence=told, override=False))
        return tuple(found)

    def parts(self, who: Candidate) -> tuple[Part, ...]:
        """What each fact counts for somebody, and how it is said."""
        found = []
        for weight in self._weights.parts:
            fact = FACTS[weight.id]
            value = fact.value(self._need, who, self._scales)
            found.append(
                Part(
                    id=weight.id,
                    name=weight.name,
                    counted=weight.weight * (self._weights.neutral if value is None else value),
                    weight=weight.weight,
                    sentence=fact.say(self._need, who),
                    known=value is not None,
                )
            )
        return tuple(found)

    def _offered(self, place: int) -> Offered:
        fine, _, _, who = self._ranked[place]
        return Offered(
            place=place + 1,
            candidate=who,
            total=-fine / _FINE,
            parts=self.parts(who),
            to_ask=matching_parts.to_ask(self._need, who, discreet=self._discreet(who)),
        )

    def _not_offered(self, place: int) -> NotOffered:
        who = self._held_back[place]
        return NotOffered(candidate=who, reasons=self.reasons(who))


def rank(
    need: Need,
    candidates: Iterable[Candidate],
    *,
    weights: Weights | None = None,
    discreet: bool | Discreet = False,
) -> Ranking:
    """Put those who could help in order. Raises ValueError where two have one key.

    `discreet` is for a reader of another school: who is held back for what is the authority’s to know is told alike. It is
    of all, or is asked of each.
    """
    weights = weights or read(OURS)
    scales, neutral = weights.read_scales, weights.neutral
    counted = [(each.weight, FACTS[each.id].value) for each in weights.parts]
    held = [each.holds for each in HOLDS]
    fits = matching_parts.fits
    ranked, held_back, keys, number = [], [], set(), 0
    for who in candidates:
        number += 1
        keys.add(who.key)
        if not fits(need, who, scales):
            continue
        if any(holds(need, who) for holds in held):
            held_back.append(who)
            continue
        total = 0.0
        for weight, value_of in counted:
            value = value_of(need, who, scales)
            total += weight * (neutral if value is None else value)
        ranked.append((-round(total * _FINE), who.name, who.key, who))
    if len(keys) != number:
        raise ValueError("two candidates have one key")
    ranked.sort(key=lambda each: each[:3])
    held_back.sort(key=lambda who: (who.name, who.key))
    return Ranking(
        need,
        weights,
        ranked=ranked,
        held_back=held_back,
        beside=number - len(ranked) - len(held_back),
        discreet=discreet if callable(discreet) else lambda _: discreet,
    )


def read(file: Path) -> Weights:
    """Read a file of weights, once for as long as it stays as it is. Raises CannotRead."""
    found = file.stat()
    return _read(str(file), found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=4)
def _read(file: str, changed: int, size: int) -> Weights:
    del changed, size
    try:
        rows: Any = yaml.safe_load(Path(file).read_text(encoding="utf-8"))
        return Weights.model_validate(rows)
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as error:
        raise CannotRead(f"{Path(file).name} cannot be read: {error}") from error
