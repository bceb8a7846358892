"""Releases that stand beside each other: an authority's returns, each of some of its schools.

None supersedes another. Of what two say about the same thing the newer counts: the one known from a later day, and of
two of one day the one imported later. What a newer one does not speak of stays as the older said it, so that a
return of one school leaves the others as they were, and withdrawing it brings back what was there before.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from trellis.analysis.files.release import Release

# What two rows must share to be about the same thing. Of events a return tells by leaving them out too (a post that is
# filled again), so there a newer return that speaks of the school at all counts.
_THING: Mapping[str, tuple[str, ...]] = {
    "observation": ("urn", "measure", "year"),
    "judgement": ("urn", "judgement", "made_on"),
}
_ORDER = ("known_from", "imported_at", "release")


def remainders(
    kind: str,
    group: Sequence[Release],
    table: Callable[[str, str], pl.DataFrame],
    *,
    as_of: date | None = None,
) -> dict[str, pl.DataFrame]:
    """Return, by release id, what is left of each table of `kind` that gives way in part.

    `group` are the releases of one dataset and authority, `table` gives a release's table of a kind by its id. With
    `as_of`, rows not known on that day displace nothing.
    """
    tables = {
        release.id: _known(table(release.id, kind), as_of) for release in group if kind in release.kinds
    }
    things = _THING.get(kind)
    if things is None:
        newest = _newest(_mentions(group, table, as_of), ("urn",), ("year", *_ORDER))
    else:
        newest = _newest(
            pl.concat(
                [_stamped(tables[r.id].select(*things, "known_from"), r) for r in group if r.id in tables]
            ),
            things,
            _ORDER,
        )
    left = {}
    for release in group:
        if release.id in tables:
            whole = tables[release.id]
            own = newest.filter(pl.col("release") == release.id)
            kept = whole.join(
                own, on=list(things or ("urn",)), how="semi", maintain_order="left", nulls_equal=True
            )
            if kept.height < whole.height:
                left[release.id] = kept
    return left


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a return that is about to be kept would do to those it stands beside.

    `others` speak of the same things; `newer` schools get its values in place of theirs, and for `older` schools what
    is held is of a later day and stays. `untouched` schools are in the others alone.
    """

    others: tuple[Release, ...]
    newer: int
    older: int
    untouched: int


def standing(
    tables: Mapping[str, pl.DataFrame],
    others: Sequence[Release],
    table: Callable[[str, str], pl.DataFrame],
) -> Standing:
    """Return how tables that are not kept yet would stand beside `others` of the same dataset and authority."""
    overlapping: dict[str, Release] = {}
    newer: set[int] = set()
    older: set[int] = set()
    there: set[int] = set()
    for kind, things in _THING.items():
        given = tables.get(kind)
        if given is None or given.is_empty():
            continue
        about = [name for name in things if name not in ("urn", "made_on")]
        for release in others:
            if kind not in release.kinds:
                continue
            held = table(release.id, kind).join(given.select(about).unique(), on=about, how="semi")
            if held.is_empty():
                continue
            overlapping[release.id] = release
            there.update(held["urn"].to_list())
            both = held.join(given, on=list(things), suffix="_given")
            late = pl.col("known_from_given") >= pl.col("known_from")
            newer.update(both.filter(late)["urn"].to_list())
            older.update(both.filter(~late)["urn"].to_list())
    given_urns = {urn for each in tables.values() if "urn" in each.columns for urn in each["urn"].to_list()}
    return Standing(
        others=tuple(sorted(overlapping.values(), key=lambda r: r.imported_at)),
        newer=len(newer),
        older=len(older),
        untouched=len(there - given_urns),
    )


def _known(table: pl.DataFrame, as_of: date | None) -> pl.DataFrame:
    return table if as_of is None else table.filter(pl.col("known_from") <= as_of)


def _stamped(table: pl.DataFrame, release: Release) -> pl.DataFrame:
    return table.with_columns(
        pl.lit(release.imported_at.isoformat()).alias("imported_at"), pl.lit(release.id).alias("release")
    )


def _mentions(
    group: Sequence[Release], tables: Callable[[str, str], pl.DataFrame], as_of: date | None
) -> pl.DataFrame:
    """Return every school that each release speaks of, with the year, where it has one, and when that was known."""
    said = []
    for release in group:
        for kind in release.kinds:
            table = _known(tables(release.id, kind), as_of)
            if "urn" in table.columns:
                year = pl.col("year") if "year" in table.columns else pl.lit(None)
                said.append(
                    _stamped(table.select("urn", year.cast(pl.Int16).alias("year"), "known_from"), release)
                )
    return pl.concat(said)


def _newest(rows: pl.DataFrame, things: Sequence[str], order: Sequence[str]) -> pl.DataFrame:
    """Return which release counts for each thing."""
    ordered = rows.sort(list(order), descending=True, nulls_last=True)
    return ordered.unique(list(things), keep="first", maintain_order=True).select(*things, "release")
