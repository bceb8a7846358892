"""One change in a school's line, told so that a person can follow it from number to number."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final, Literal, NamedTuple

import polars as pl

from trellis.analysis.places.school_type import CONVERTERS, relationship

Kind = Literal["converted", "rebrokered", "merged", "amalgamated", "split", "recoded", "inferred", "new_urn"]
KINDS: Final[dict[str, str]] = {
    "converted": "converted to an academy",
    "rebrokered": "became a new academy under another trust",
    "merged": "merged into",
    "amalgamated": "amalgamated into",
    "split": "was split, in part into",
    "recoded": "moved to a new authority code",
    "inferred": "is taken to be the same school, by its LAESTAB",
    "new_urn": "was succeeded by",
}

# Authorities reorganised: old code -> (new codes, vesting day). Dorset, Poole and Bournemouth (837, 836 and
# part of 835) in 2019; Northamptonshire in 2021; Cumbria in 2023.
REORGANISED: Final[dict[str, tuple[tuple[str, ...], date]]] = {
    "835": (("838", "839"), date(2019, 4, 1)),
    "836": (("839",), date(2019, 4, 1)),
    "837": (("839",), date(2019, 4, 1)),
    "928": (("940", "941"), date(2021, 4, 1)),
    "909": (("942", "943"), date(2023, 4, 1)),
}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One change in a school's line. For "recoded" the URN stays and the authority code changes."""

    urn: int
    successor_urn: int
    kind: Kind
    on: date | None
    name: str
    successor_name: str
    detail: str = ""

    @property
    def inferred(self) -> bool:
        """Whether no link says so, only that both have one LAESTAB."""
        return self.kind == "inferred"

    @property
    def words(self) -> str:
        """The change as a page says it."""
        when = f" on {self.on.day} {self.on:%B %Y}" if self.on else ""
        if self.kind == "recoded":
            return f"{self.successor_name} ({self.urn}) {KINDS[self.kind]}{when}: {self.detail}"
        joint = {"converted": " as", "rebrokered": " as", "inferred": ":"}.get(self.kind, "")
        return f"{self.name} ({self.urn}) {KINDS[self.kind]}{joint} {self.successor_name} ({self.successor_urn}){when}"


# A number given again long after a closure is another school.
LONGEST_GAP: Final = timedelta(days=366)


class Edge(NamedTuple):
    """One link onward, from a school to the one after it."""

    urn: int
    to: int
    link_type: str
    established: date | None


class Lines:
    """What each change was, by its link and by what the schools on both sides are."""

    def __init__(
        self,
        *,
        establishments: pl.DataFrame,
        names: Mapping[int, str],
        onward: Mapping[int, tuple[Edge, ...]],
        is_split: Callable[[int], bool],
    ) -> None:
        self._establishments = establishments
        self._names = names
        self._onward = onward
        self._is_split = is_split

    @cached_property
    def recoded(self) -> dict[int, tuple[str, str]]:
        """URN -> (authority code before, authority code now)."""
        changed = self._establishments.filter(
            pl.col("previous_la_code").is_not_null()
            & ~pl.col("previous_la_code").is_in(["000", "999"])
            & (pl.col("previous_la_code") != pl.col("la_code"))
        )
        told = changed.select("urn", "previous_la_code", "la_code").iter_rows()
        return {urn: (before, now) for urn, before, now in told}

    def recoding(self, urn: int) -> Step:
        """Return the move of a school to its authority's new code; dated where that was a reorganisation."""
        before, now = self.recoded[urn]
        codes, day = REORGANISED.get(before, ((), None))
        name = self._names.get(urn) or ""
        return Step(
            urn=urn,
            successor_urn=urn,
            kind="recoded",
            on=day if now in codes else None,
            name=name,
            successor_name=name,
            detail=f"from {before} to {now}",
        )

    def step(self, edge: Edge) -> Step:
        """Return the change that a link tells of."""
        kind = self._kind(edge)
        begun = self._days.get(edge.to, (None, None))[0] if kind in ("converted", "rebrokered") else None
        return Step(
            urn=edge.urn,
            successor_urn=edge.to,
            kind=kind,
            on=edge.established or begun,
            name=self._names.get(edge.urn) or "",
            successor_name=self._names.get(edge.to) or "",
        )

    def inference(self, old: int, now: int) -> Step:
        """Return the step between two schools that share a LAESTAB, with no link to say so."""
        return Step(
            urn=old,
            successor_urn=now,
            kind="inferred",
            on=self._days[old][1],
            name=self._names.get(old) or "",
            successor_name=self._names.get(now) or "",
        )

    def _kind(self, edge: Edge) -> Kind:
        if edge.link_type == "successor - merged":
            return "merged"
        if edge.link_type in ("successor - amalgamated", "result of amalgamation"):
            return "amalgamated"
        if edge.link_type == "successor - split school" or self._is_split(edge.urn):
            return "split"
        joined = self._joined(edge)
        if joined:
            return joined
        unknown: tuple[str, str, str | None, str | None] = ("", "other", None, None)
        old_type, old_relationship, old_trust, _ = self._facts.get(edge.urn, unknown)
        new_type, new_relationship, new_trust, reason = self._facts.get(edge.to, unknown)
        if new_relationship != "academy":
            return "new_urn"
        if old_relationship == "academy":
            return "rebrokered" if old_trust != new_trust or old_trust is None else "new_urn"
        if old_type or "academy converter" in (reason or "").lower():
            return "converted"
        # The closed school's type is not held. A school that itself followed one other has likely converted
        # already; one that nothing led to, or that several were joined in, converts now.
        before = len(self.incoming.get(edge.urn, ()))
        likely = before != 1 if new_type in CONVERTERS else before == 0
        return "converted" if likely else "new_urn"

    def _joined(self, edge: Edge) -> Kind | None:
        """Return how `edge` joins other schools, where GIAS calls a joining of several a plain “Successor”."""
        mine = self._onward[edge.urn]
        others = [
            other
            for other in self.incoming[edge.to]
            if other.urn != edge.urn
            and all(onward.to != other.urn for onward in mine)
            and all(onward.to != edge.urn for onward in self._onward[other.urn])
        ]
        if not others:
            return None
        if edge.established is None:
            return "amalgamated" if any(other.established is None for other in others) else None
        gaps = [edge.established - other.established for other in others if other.established]
        if any(abs(gap) <= LONGEST_GAP for gap in gaps):
            return "amalgamated"
        return "merged" if any(gap > LONGEST_GAP for gap in gaps) else None

    @cached_property
    def incoming(self) -> dict[int, list[Edge]]:
        """School -> the links that lead to it."""
        incoming: dict[int, list[Edge]] = {}
        for edges in self._onward.values():
            for edge in edges:
                incoming.setdefault(edge.to, []).append(edge)
        return incoming

    @cached_property
    def _days(self) -> dict[int, tuple[date | None, date | None]]:
        """URN -> (opened, closed)."""
        told = self._establishments.select("urn", "opened", "closed").iter_rows()
        return {urn: (opened, closed) for urn, opened, closed in told}

    @cached_property
    def _facts(self) -> dict[int, tuple[str, str, str | None, str | None]]:
        """URN -> (type code, relationship, trust code, reason opened)."""
        table = self._establishments
        return {
            urn: (code or "", told, trust, reason)
            for urn, code, told, trust, reason in zip(
                table["urn"].to_list(),
                table["type_code"].to_list(),
                relationship(table).to_list(),
                table["trust_code"].to_list(),
                table["open_reason"].to_list(),
                strict=True,
            )
        }
