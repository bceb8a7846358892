"""Which school a URN is today, and how it came to be: links followed through every change of number.

A school's URN changes when it converts, amalgamates or splits. Results, absence and inspections of the years before
stand under the old number, so every one of them passes through here.
"""

from datetime import date
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from trellis.analysis.places.lineage import KINDS, LONGEST_GAP, REORGANISED, Edge, Lines, Step
from trellis.analysis.places.school_type import (
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

_OPEN: Final = ("1", "3")


class Register:
    """The schools that were and are, and the links between them. Build with `Register.of`."""

    def __init__(
        self,
        *,
        establishments: pl.DataFrame,
        onward: dict[int, tuple[Edge, ...]],
        names: dict[int, str],
    ) -> None:
        self._establishments = establishments
        self._onward = onward
        self.open_urns: frozenset[int] = frozenset(
            establishments.filter(pl.col("status_code").is_in(_OPEN))["urn"].to_list()
        )
        self._paths = self._follow_all()
        self._linked = {urn: path[-1].to for urn, path in self._paths.items()}
        self._inferred = self._infer()
        self._told: dict[int, tuple[Step, ...]] = {}
        self._lines = Lines(
            establishments=establishments, names=names, onward=onward, is_split=self._is_split
        )

    @classmethod
    def of(cls, establishments: pl.DataFrame, links: pl.DataFrame) -> "Register":
        """Build from the `establishment` and `link` tables. A URN given twice is taken as its last row says."""
        establishments = establishments.unique("urn", keep="last", maintain_order=True)
        told = links.select("urn", "link_urn", "link_name", "link_type", "established").filter(
            pl.col("urn") != pl.col("link_urn")
        )
        named = told.filter(pl.col("link_name") != "")
        names = dict(zip(named["link_urn"].to_list(), named["link_name"].to_list(), strict=True))
        edges = [*map(Edge, *(column.to_list() for column in _edges(told)))]
        onward = {
            urn: tuple(some) for urn, some in groupby(edges, key=attrgetter("urn"))
        }  # they lie together
        names.update(zip(establishments["urn"].to_list(), establishments["name"].to_list(), strict=True))
        return cls(
            establishments=establishments,
            onward=onward,
            names=names,
        )

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
        here = urn
        for _ in range(len(self._onward)):  # a chain without a choice, as nearly all are, needs no search
            following = self._onward.get(here, ())
            if here in self.open_urns or not following:
                return False
            if len(following) > 1:
                break
            here = following[0].to
        return len(self.ends(urn)) > 1

    def came_of_one(self, urn: int) -> bool:
        """Whether an open school followed no school, or one alone by a plain link, as nearly all have.

        So nothing was joined or divided on the way; where this is not so, `lineage` tells what was.
        """
        former = self._former.get(urn, ())
        if len(former) != 1:
            return not former
        onward = self._onward.get(former[0], ())
        plain = len(onward) == 1 and onward[0].to == urn and onward[0].link_type == "successor"
        return plain and len(self._lines.incoming[urn]) == 1

    def predecessors(self, urn: int) -> tuple[int, ...]:
        """Return the URNs that are now `urn`, oldest change first."""
        return tuple(dict.fromkeys(step.urn for step in self.lineage(urn) if step.urn != urn))

    def lineage(self, urn: int) -> tuple[Step, ...]:
        """Return each change that led to the school that `urn` is now (or to `urn`, if none is open), oldest first."""
        now = self.current(urn) or urn
        if now not in self._told:
            self._told[now] = self._tell(now)
        return self._told[now]

    def history(self, urn: int) -> str:
        """Return the line of `urn` in one sentence a step; empty for a school that has always been itself."""
        return "; ".join(step.words for step in self.lineage(urn))

    def lineages(self) -> pl.DataFrame:
        """Return the lineage of every open school: urn, predecessor_urn, relation (of KINDS), date, ambiguous."""
        rows = [
            (now, step.urn, step.kind, step.on, self.is_ambiguous(step.urn))
            for now in sorted(set(self._former) | set(self._lines.recoded))
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

    @property
    def known(self) -> int:
        """A number above every URN that `resolve` has an answer for."""
        return len(self._table)

    @cached_property
    def _table(self) -> Urns:
        answers = {**self._inferred, **self._linked, **{urn: urn for urn in self.open_urns}}
        table = np.zeros(max(answers, default=0) + 1, dtype=np.int32)
        table[np.fromiter(answers, dtype=np.int64)] = np.fromiter(answers.values(), dtype=np.int32)
        return table

    @cached_property
    def _former(self) -> dict[int, list[int]]:
        """Open school -> the closed ones that led to it, whole or in part."""
        former: dict[int, list[int]] = {}
        for old in {**self._inferred, **self._linked}:
            onward = self._onward.get(old, ())
            if len(onward) == 1 and onward[0].to in self.open_urns:  # as nearly all are: one step
                former.setdefault(onward[0].to, []).append(old)
                continue
            for now in self.ends(old) if self.is_ambiguous(old) else (self.current(old),):
                former.setdefault(now or old, []).append(old)
        return former

    def _is_split(self, urn: int) -> bool:
        parts = {self.ends(edge.to) for edge in self._onward.get(urn, ())} - {()}
        return len(parts) > 1 and self.is_ambiguous(urn)

    def _tell(self, now: int) -> tuple[Step, ...]:
        steps = []
        for old in self._former.get(now, ()):
            path = self._paths.get(old, ())
            if path and path[-1].to != now:
                path = self._path(old, frozenset({now}))
            step = self._lines.step(path[0]) if path else self._lines.inference(old, now)
            # A quarter of the links have no date, so the furthest back comes first, and then the earliest.
            steps.append((-len(path), step.on or date.min, step.urn, step))
        told = [step for *_, step in sorted(steps, key=lambda s: s[:3])]
        return (*told, self._lines.recoding(now)) if now in self._lines.recoded else tuple(told)

    def _follow_all(self) -> dict[int, tuple[Edge, ...]]:
        """Return the way from each closed school that leads to an open one."""
        is_open = self.open_urns
        paths: dict[int, tuple[Edge, ...]] = {}
        for urn, onward in self._onward.items():
            if urn in is_open:
                continue
            path = (
                onward[:1] if onward[0].to in is_open else self._path(urn, is_open)
            )  # nearly all are one step
            if path:
                paths[urn] = path
        return paths

    def _path(self, urn: int, ends: frozenset[int]) -> tuple[Edge, ...]:
        """Return the links from `urn` to the first of `ends` met, depth first; empty where there is none.

        No way leads on through an open school.
        """
        onward = self._onward.get(urn, ())
        if onward and onward[0].to in ends:
            return onward[:1]
        seen = {urn}
        path: list[Edge] = []
        branches = [iter(onward)]
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
            if edge.to in ends:
                return tuple(path)
            seen.add(edge.to)
            branches.append(iter(() if edge.to in self.open_urns else self._onward.get(edge.to, ())))
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
        near = (pl.col("opened") - pl.col("closed")).abs() <= LONGEST_GAP
        kept = joined.filter(near.fill_null(value=True))
        return dict(zip(kept["urn"].to_list(), kept["urn_now"].to_list(), strict=True))


def _edges(links: pl.DataFrame) -> pl.DataFrame:
    """Return each pair of schools of which one led to the other: urn, to, link_type, established, in the order followed."""
    kind = pl.col("link_type").str.strip_chars().str.to_lowercase()
    turned = {name: forward for name, (forward, _) in _BACKWARD.items()}
    orders = {**_ONWARD, **{name: order for name, (_, order) in _BACKWARD.items()}}
    backward = pl.col("kind").is_in(list(_BACKWARD))
    edges = (
        links.with_columns(kind=kind)
        .filter(pl.col("kind").is_in(list(orders)))
        .select(
            urn=pl.when(backward).then("link_urn").otherwise("urn"),
            to=pl.when(backward).then("urn").otherwise("link_urn"),
            link_type=pl.col("kind").replace(turned),
            established="established",
            order=pl.col("kind").replace_strict(orders, return_dtype=pl.Int8),
        )
    )
    # Later links first within a type: the last conversion is the one that holds. Then the lowest URN.
    ordered = edges.sort(
        "order", "established", descending=[False, True], nulls_last=True, maintain_order=True
    ).unique(["urn", "to"], keep="first", maintain_order=True)
    return ordered.sort(
        "urn", "order", "established", "to", descending=[False, False, True, False], nulls_last=True
    ).drop("order")
