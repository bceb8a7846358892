"""Which school a URN is today, and how it came to be: links followed through every change of number.

A school's URN changes when it converts, amalgamates or splits. Results, absence and inspections of the years before
stand under the old number, so every one of them passes through here.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from trellis.analysis.lineage import KINDS, REORGANISED, Kind, Step
from trellis.analysis.school_type import (
    CONVERTERS,
    PHASE_GROUPS,
    RELATIONSHIPS,
    phase_group,
    relationship,
)

__all__ = [
    "KINDS",
    "PHASE_GROUPS",
    "RELATIONSHIPS",
    "REORGANISED",
    "Register",
    "Step",
    "phase_group",
    "relationship",
]

Urns = npt.NDArray[np.int32]

# Link types that lead onward, most telling first: the order in which they are followed.
_ONWARD: Final = {
    "successor": 0,
    "successor - merged": 1,
    "successor - amalgamated": 2,
    "result of amalgamation": 3,
    "successor - split school": 5,
}
# The same told from the other end only: GIAS does not always write both directions.
_BACKWARD: Final = {
    "predecessor": ("successor", 4),
    "predecessor - merged": ("successor - merged", 4),
    "predecessor - amalgamated": ("successor - amalgamated", 4),
    "predecessor - split school": ("successor - split school", 6),
}

# A number given again long after a closure is another school.
_LONGEST_GAP: Final = timedelta(days=366)
_OPEN: Final = ("1", "3")


@dataclass(frozen=True)
class _Edge:
    urn: int
    to: int
    link_type: str
    established: date | None


class Register:
    """The schools that were and are, and the links between them. Build with `Register.of`."""

    def __init__(
        self,
        *,
        establishments: pl.DataFrame,
        onward: dict[int, tuple[_Edge, ...]],
        names: dict[int, str],
    ) -> None:
        self._establishments = establishments
        self._onward = onward
        self._names = names
        self.open_urns: frozenset[int] = frozenset(
            establishments.filter(pl.col("status_code").is_in(_OPEN))["urn"].to_list()
        )
        self._linked = self._follow_all()
        self._inferred = self._infer()

    @classmethod
    def of(cls, establishments: pl.DataFrame, links: pl.DataFrame) -> "Register":
        """Build from the `establishment` and `link` tables. A URN given twice is taken as its last row says."""
        establishments = establishments.unique("urn", keep="last", maintain_order=True)
        edges: dict[int, dict[int, tuple[int, int, _Edge]]] = {}
        names: dict[int, str] = {}
        told = zip(
            links["urn"].to_list(),
            links["link_urn"].to_list(),
            links["link_name"].to_list(),
            links["link_type"].str.strip_chars().str.to_lowercase().to_list(),
            links["established"].to_list(),
            strict=True,
        )
        for urn, other, name, link_type, established in told:
            if urn is None or other is None or urn == other:
                continue
            if name:
                names[other] = name
            if link_type in _ONWARD:
                edge, order = _Edge(urn, other, link_type, established), _ONWARD[link_type]
            elif link_type in _BACKWARD:
                forward, order = _BACKWARD[link_type]
                edge = _Edge(other, urn, forward, established)
            else:
                continue
            held = edges.setdefault(edge.urn, {})
            # Later links first within a type: the last conversion is the one that holds. Then the lowest URN.
            rank = (order, -(established or date.min).toordinal())
            if edge.to not in held or rank < held[edge.to][:2]:
                held[edge.to] = (*rank, edge)
        onward = {
            urn: tuple(edge for _, _, edge in sorted(held.values(), key=lambda r: (r[0], r[1], r[2].to)))
            for urn, held in edges.items()
        }
        names.update(zip(establishments["urn"].to_list(), establishments["name"].to_list(), strict=True))
        return cls(establishments=establishments, onward=onward, names=names)

    def current(self, urn: int) -> int | None:
        """Return the open school that `urn` is now, or None where the line ends in a closure.

        The first open school met going onward by links, in their order; else the one open school of the same
        LAESTAB (see `is_inferred`). An open school is itself.
        """
        if urn in self.open_urns:
            return urn
        return self._linked.get(urn) or self._inferred.get(urn)

    def resolve(self, urns: npt.ArrayLike, laestabs: npt.ArrayLike | None = None) -> Urns:
        """Return `current` of each of `urns` as int32, 0 where there is none.

        `laestabs`, where a file gives them, are seven-digit LAESTAB numbers (0 for none) by which a URN that leads
        nowhere is taken to be the one open school that has, or had before, that number.
        """
        wanted = np.asarray(urns, dtype=np.int64)
        table = self._table
        inside = (wanted >= 0) & (wanted < len(table))
        found = np.where(inside, table[np.where(inside, wanted, 0)], 0).astype(np.int32)
        if laestabs is None:
            return found
        numbers, holders = self._laestabs
        given = np.asarray(laestabs, dtype=np.int64)
        place = np.minimum(np.searchsorted(numbers, given), max(len(numbers) - 1, 0))
        held = (numbers[place] == given) if len(numbers) else np.zeros(given.shape, dtype=bool)
        return np.where((found == 0) & held, holders[place] if len(holders) else 0, found).astype(np.int32)

    def is_inferred(self, urn: int) -> bool:
        """Whether `current(urn)` rests on a shared LAESTAB alone, there being no link to an open school."""
        return urn not in self.open_urns and urn not in self._linked and urn in self._inferred

    def ends(self, urn: int) -> tuple[int, ...]:
        """Return every open school that `urn` leads to, in the order links are followed; more than one is a split."""
        if urn in self.open_urns:
            return (urn,)
        found: list[int] = []
        seen = {urn}
        stack = [urn]
        while stack:
            here = stack.pop()
            if here in self.open_urns:
                found.append(here)
                continue
            following = [edge.to for edge in self._onward.get(here, ()) if edge.to not in seen]
            seen.update(following)
            stack.extend(reversed(following))
        if not found and urn in self._inferred:
            return (self._inferred[urn],)
        return tuple(found)

    def is_ambiguous(self, urn: int) -> bool:
        """Whether `urn` became more than one school that is open, so that its history belongs to none alone."""
        return len(self.ends(urn)) > 1

    def predecessors(self, urn: int) -> tuple[int, ...]:
        """Return the URNs that are now `urn`, oldest change first."""
        return tuple(dict.fromkeys(step.urn for step in self.lineage(urn) if step.urn != urn))

    def lineage(self, urn: int) -> tuple[Step, ...]:
        """Return each change that led to the school that `urn` is now (or to `urn`, if none is open), oldest first."""
        now = self.current(urn) or urn
        steps = []
        for old in self._former.get(now, ()):
            path = self._path(old)
            step = self._step(path[0]) if path else self._inference(old, now)
            # A quarter of the links have no date, so the furthest back comes first, and then the earliest.
            steps.append((-len(path), step.on or date.min, step.urn, step))
        told = [step for *_, step in sorted(steps, key=lambda s: s[:3])]
        return (*told, self._recoding(now)) if now in self._recoded else tuple(told)

    def history(self, urn: int) -> str:
        """Return the line of `urn` in one sentence a step; empty for a school that has always been itself."""
        return "; ".join(step.words for step in self.lineage(urn))

    def lineages(self) -> pl.DataFrame:
        """Return the lineage of every open school: urn, predecessor_urn, relation (of KINDS), date, ambiguous."""
        rows = [
            (now, step.urn, step.kind, step.on, self.is_ambiguous(step.urn))
            for now in sorted(set(self._former) | set(self._recoded))
            if now in self.open_urns
            for step in self.lineage(now)
        ]
        return pl.DataFrame(
            rows,
            schema={
                "urn": pl.Int32,
                "predecessor_urn": pl.Int32,
                "relation": pl.String,
                "date": pl.Date,
                "ambiguous": pl.Boolean,
            },
            orient="row",
        )

    @cached_property
    def _table(self) -> Urns:
        answers = {**self._inferred, **self._linked, **{urn: urn for urn in self.open_urns}}
        table = np.zeros(max(answers, default=0) + 1, dtype=np.int32)
        table[np.fromiter(answers, dtype=np.int64)] = np.fromiter(answers.values(), dtype=np.int32)
        return table

    @cached_property
    def _former(self) -> dict[int, list[int]]:
        former: dict[int, list[int]] = {}
        for old in [*self._linked, *(urn for urn in self._inferred if urn not in self._linked)]:
            former.setdefault(self._linked.get(old) or self._inferred[old], []).append(old)
        return former

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

    @cached_property
    def _recoded(self) -> dict[int, tuple[str, str]]:
        """URN -> (authority code before, authority code now)."""
        changed = self._establishments.filter(
            pl.col("previous_la_code").is_not_null()
            & ~pl.col("previous_la_code").is_in(["000", "999"])
            & (pl.col("previous_la_code") != pl.col("la_code"))
        )
        told = changed.select("urn", "previous_la_code", "la_code").iter_rows()
        return {urn: (before, now) for urn, before, now in told}

    def _recoding(self, urn: int) -> Step:
        before, now = self._recoded[urn]
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

    def _follow_all(self) -> dict[int, int]:
        reached = {}
        for urn in self._onward:
            if urn not in self.open_urns:
                path = self._path(urn)
                if path:
                    reached[urn] = path[-1].to
        return reached

    def _path(self, urn: int) -> tuple[_Edge, ...]:
        """Return the links from `urn` to the first open school met, depth first; empty where there is none."""
        seen = {urn}
        path: list[_Edge] = []
        branches = [iter(self._onward.get(urn, ()))]
        while branches:
            edge = next(branches[-1], None)
            if edge is None:
                branches.pop()
                if path:
                    path.pop()
                continue
            if edge.to in seen:
                continue
            path.append(edge)
            if edge.to in self.open_urns:
                return tuple(path)
            seen.add(edge.to)
            branches.append(iter(self._onward.get(edge.to, ())))
        return ()

    @cached_property
    def _numbered(self) -> pl.DataFrame:
        """The open schools by each LAESTAB they have or had (urn, opened, la_code, establishment_number), if theirs alone."""
        own = ["la_code", "establishment_number"]
        before = [pl.col(f"previous_{name}").alias(name) for name in own]
        opened = self._establishments.filter(pl.col("status_code").is_in(_OPEN))
        both = [opened.select("urn", "opened", *own), opened.select("urn", "opened", *before)]
        return pl.concat(both).drop_nulls(own).unique(["urn", *own]).filter(pl.len().over(own) == 1)

    @cached_property
    def _laestabs(self) -> tuple[npt.NDArray[np.int64], Urns]:
        """LAESTAB numbers in order, and the open school of each."""
        code = pl.col("la_code").cast(pl.Int64, strict=False) * 10_000 + pl.col("establishment_number")
        numbers = self._numbered.select("urn", number=code).drop_nulls().sort("number")
        return numbers["number"].to_numpy(), numbers["urn"].to_numpy()

    def _infer(self) -> dict[int, int]:
        """Return closed URN -> the one open school that has, or had before, the same LAESTAB."""
        table = self._establishments.with_columns(
            is_open=pl.col("status_code").is_in(_OPEN).fill_null(value=False)
        )
        own = ["la_code", "establishment_number"]
        numbered = self._numbered
        closed = table.filter(~pl.col("is_open") & ~pl.col("urn").is_in(list(self._linked)))
        joined = closed.select("urn", "closed", *own).drop_nulls(own).join(numbered, on=own, suffix="_now")
        near = (pl.col("opened") - pl.col("closed")).abs() <= _LONGEST_GAP
        kept = joined.filter(near.fill_null(value=True))
        return dict(zip(kept["urn"].to_list(), kept["urn_now"].to_list(), strict=True))

    def _step(self, edge: _Edge) -> Step:
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

    def _inference(self, old: int, now: int) -> Step:
        return Step(
            urn=old,
            successor_urn=now,
            kind="inferred",
            on=self._days[old][1],
            name=self._names.get(old) or "",
            successor_name=self._names.get(now) or "",
        )

    def _kind(self, edge: _Edge) -> Kind:
        if edge.link_type == "successor - merged":
            return "merged"
        if edge.link_type in ("successor - amalgamated", "result of amalgamation"):
            return "amalgamated"
        if edge.link_type == "successor - split school" or self.is_ambiguous(edge.urn):
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
        if old_type or new_type in CONVERTERS or "academy converter" in (reason or "").lower():
            return "converted"
        # The closed school's type is not held: its first change to an academy was a conversion.
        return "new_urn" if edge.urn in self._incoming else "converted"

    def _joined(self, edge: _Edge) -> Kind | None:
        """Return how `edge` joins other schools, where GIAS calls a joining of several a plain “Successor”."""
        mine = self._onward[edge.urn]
        others = [
            other
            for other in self._incoming[edge.to]
            if other.urn != edge.urn
            and all(onward.to != other.urn for onward in mine)
            and all(onward.to != edge.urn for onward in self._onward[other.urn])
        ]
        if not others:
            return None
        if edge.established is None:
            return "amalgamated" if any(other.established is None for other in others) else None
        gaps = [edge.established - other.established for other in others if other.established]
        if any(abs(gap) <= _LONGEST_GAP for gap in gaps):
            return "amalgamated"
        return "merged" if any(gap > _LONGEST_GAP for gap in gaps) else None

    @cached_property
    def _incoming(self) -> dict[int, list[_Edge]]:
        incoming: dict[int, list[_Edge]] = {}
        for edges in self._onward.values():
            for edge in edges:
                incoming.setdefault(edge.to, []).append(edge)
        return incoming
