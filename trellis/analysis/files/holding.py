"""Releases that can be read, wherever they are held: which are current, and their tables.

Which release of several is current is worked out from what is said of each and never stored.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from trellis.analysis.files.release import Release
from trellis.problem import Refusal

if TYPE_CHECKING:
    import polars as pl


class ReleaseRefused(Refusal):
    """A release cannot be kept, found or withdrawn."""


class Holding(ABC):
    """Releases and their tables, to be read. Where they are held says `_manifest` and `opened`."""

    @abstractmethod
    def _manifest(self) -> list[Release]:
        """Return every release that is held, in whatever state."""

    @abstractmethod
    def opened(self, release_id: str, kind: str) -> "pl.LazyFrame":
        """Return one table of one release, as it was read."""

    def releases(self, *, include_superseded: bool = False, as_of: date | None = None) -> tuple[Release, ...]:
        """Return the releases in the order in which a later one's figures should be preferred.

        Without `include_superseded` only current ones. With `as_of`, current means on that date: a release
        not yet known gives way to the one it later superseded. A series of which nothing was wholly known is
        there with its earliest release, whose rows each say from when they were known.
        """
        held = states(self._manifest(), as_of)
        wanted = [release for release in held if include_superseded or release.state == "current"]
        return tuple(sorted(wanted, key=lambda r: (r.known_from, r.rank, r.imported_at, r.id)))

    def release(self, release_id: str) -> Release:
        """Return one release, whatever its state. Raises ReleaseRefused if it is not held."""
        for release in states(self._manifest(), None):
            if release.id == release_id:
                return release
        raise ReleaseRefused(
            f"No release {release_id} is held. `trellis import --list` lists those that are."
        )

    def frames(self, kind: str, *, as_of: date | None = None) -> "Iterator[tuple[Release, pl.LazyFrame]]":
        """Yield each current release that holds a table of `kind`, with the table.

        That is the whole of it, unless newer releases that stand beside it say the same things: then it is
        what is left of the table.
        """
        current = self.releases(as_of=as_of)
        left = self._left(kind, current, as_of)
        for release in current:
            if kind in release.kinds:
                kept = left.get(release.id)
                yield release, self.opened(release.id, kind) if kept is None else kept.lazy()

    def _left(self, kind: str, current: Sequence[Release], as_of: date | None) -> "dict[str, pl.DataFrame]":
        """Return, by id, what is left of the table of each release that gives way in part."""
        groups: dict[tuple[str, str | None], list[Release]] = {}
        for release in current:
            if release.beside:
                groups.setdefault((release.dataset, release.authority), []).append(release)
        left: dict[str, pl.DataFrame] = {}
        for group in groups.values():
            if len(group) > 1 and any(kind in release.kinds for release in group):
                from trellis.analysis.files import beside

                left |= beside.remainders(kind, group, self.read, as_of=as_of)
        return left

    def read(self, release_id: str, kind: str) -> "pl.DataFrame":
        """Return one table of one release, as it was read, in memory."""
        return self.opened(release_id, kind).collect()

    def scan(
        self, kind: str, *, as_of: date | None = None, columns: Sequence[str] | None = None
    ) -> "pl.LazyFrame":
        """Return all current releases' tables of one kind as one lazy frame, with `release` and `authority`.

        `release` is the id as a Categorical and `authority` the code of a local return's authority, else null.
        With `as_of`, rows that were not known on that date are left out.
        """
        import polars as pl

        from trellis.analysis.observation import TABLES

        parts = [
            table.with_columns(
                pl.lit(release.id).cast(pl.Categorical).alias("release"),
                pl.lit(release.authority, dtype=pl.String).alias("authority"),
            )
            for release, table in self.frames(kind, as_of=as_of)
        ]
        if not parts:
            empty = pl.DataFrame(schema={**TABLES[kind], "release": pl.Categorical, "authority": pl.String})
            parts = [empty.lazy()]
        together = pl.concat(parts, rechunk=False)
        if as_of is not None:
            together = together.filter(pl.col("known_from") <= as_of)
        return together.select(*columns) if columns is not None else together

    def table(
        self, kind: str, *, as_of: date | None = None, columns: Sequence[str] | None = None
    ) -> "pl.DataFrame":
        """Return what `scan` gives, read."""
        return self.scan(kind, as_of=as_of, columns=columns).collect()


def states(manifest: list[Release], as_of: date | None) -> list[Release]:
    """Return the releases with their states worked out, as they stood on a date."""
    imported: dict[tuple[str, str, str, str | None], Release] = {}
    for release in sorted(manifest, key=lambda r: (r.imported_at, r.id)):
        if release.state != "withdrawn":
            imported[release.read_from] = release
    again = {
        r.id: imported[r.read_from].id
        for r in manifest
        if r.state != "withdrawn" and r.id != imported[r.read_from].id
    }
    series: dict[tuple[str, str], list[Release]] = {}
    for release in manifest:
        if release.state != "withdrawn" and not release.beside and release.id not in again:
            series.setdefault(release.series, []).append(release)
    current: dict[tuple[str, str], Release] = {}
    for key, group in series.items():
        known = [r for r in group if as_of is None or r.known_from <= as_of]
        current[key] = (
            max(known, key=lambda r: r.precedence)
            if known
            else min(group, key=lambda r: (r.known_from, r.precedence))
        )
    stated = []
    for release in manifest:
        if release.state == "withdrawn":
            stated.append(release)
            continue
        successor = again.get(release.id, release.id) if release.beside else current[release.series].id
        if successor == release.id:
            stated.append(release)
        else:
            stated.append(replace(release, state="superseded", superseded_by=successor))
    return stated
