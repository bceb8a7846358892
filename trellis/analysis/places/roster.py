"""Every school that is or was, in one order: what the register says of each, and whom it is compared with."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from trellis.analysis import peers
from trellis.analysis.places import ages, school_type
from trellis.analysis.places.register import Register

Integers = npt.NDArray[np.int32]

OPEN_CODES = ("1", "3")
_STATUSES = {"1": "open", "2": "closed", "3": "open, proposed to close", "4": "proposed to open"}
# First letters of the census's codes of 2011 (A1 to F2) and of 2021 (UN1 to RSF1): 0 urban, 1 town and
# fringe, 2 village or smaller.
_RURAL = {"A": 0.0, "B": 0.0, "C": 0.0, "U": 0.0, "D": 1.0, "RL": 1.0, "E": 2.0, "F": 2.0, "RS": 2.0}


@dataclass(frozen=True, kw_only=True)
class Roster:
    """The schools, in the order of their URNs; a position in that order is a school's `idx`.

    `frame` has the columns of the `school` table of the warehouse. `phase_peers` and `key_stage_peers` are comparator
    groups (see `peers.codes`), int32[n], -1 for none.
    """

    register: Register
    frame: pl.DataFrame
    phase_peers: Integers
    key_stage_peers: Integers
    rolled_back: bool

    def __len__(self) -> int:
        return self.frame.height

    @cached_property
    def urns(self) -> Integers:
        return self.frame["urn"].to_numpy().astype(np.int32)

    @cached_property
    def is_open(self) -> npt.NDArray[np.bool_]:
        return self.frame["open"].to_numpy().astype(np.bool_)

    @cached_property
    def phase_groups(self) -> npt.NDArray[np.str_]:
        return np.array(self.frame["phase_group"].to_list(), dtype=np.str_)

    @cached_property
    def authorities(self) -> list[str]:
        """The codes of the authorities that schools are in, ascending; `authority_index` points into it."""
        return sorted(code for code in self.frame["la_code"].unique().to_list() if code)

    @cached_property
    def authority_index(self) -> Integers:
        order = {code: i for i, code in enumerate(self.authorities)}
        return np.array([order.get(code, -1) for code in self.frame["la_code"].to_list()], dtype=np.int32)

    @cached_property
    def rural(self) -> npt.NDArray[np.float64]:
        codes = self.frame["urban_rural_code"].fill_null("").to_list()
        return np.array([_RURAL.get(c[:2], _RURAL.get(c[:1], np.nan)) for c in codes])

    @cached_property
    def left_out(self) -> npt.NDArray[np.uint8]:
        """What each school's ages leave out, as the bits of `ages`."""
        return ages.left_out(self.frame)

    @cached_property
    def year_groups(self) -> npt.NDArray[np.float64]:
        return ages.year_groups(self.frame)

    @cached_property
    def pupils(self) -> npt.NDArray[np.float64]:
        """What the register says of each school's roll, NaN where it does not."""
        return self.frame["pupils"].cast(pl.Float64).fill_null(np.nan).to_numpy()

    @cached_property
    def _positions(self) -> Integers:
        table = np.full(int(self.urns.max(initial=0)) + 1, -1, dtype=np.int32)
        table[self.urns] = np.arange(len(self.urns), dtype=np.int32)
        return table

    def positions(self, urns: npt.ArrayLike) -> Integers:
        """Return each URN's own position, -1 where the register has no such school."""
        return _looked_up(self._positions, urns)

    def resolve(self, urns: npt.ArrayLike) -> Integers:
        """Return the position of the school that each URN is now.

        Where the line ends in a closure it is the closed school's own position; -1 where the register knows neither.
        """
        return _looked_up(self._resolved, urns)

    @cached_property
    def _resolved(self) -> Integers:
        """What `resolve` says of every URN that anything is known of."""
        urns = np.arange(max(len(self._positions), self.register.known), dtype=np.int64)
        now = self.positions(self.register.resolve(urns))
        return np.where(now >= 0, now, self.positions(urns)).astype(np.int32)


def _looked_up(table: Integers, urns: npt.ArrayLike) -> Integers:
    """Return what a table says of each URN, -1 of those that are not in it."""
    wanted = np.asarray(urns)
    if wanted.dtype.kind != "i":
        wanted = wanted.astype(np.int64)
    if wanted.size and wanted.min() >= 0 and wanted.max() < len(table):  # as nearly always
        return table.take(wanted)
    inside = (wanted >= 0) & (wanted < len(table))
    return np.where(inside, table[np.where(inside, wanted, 0)], -1).astype(np.int32)


def roster(
    establishments: pl.DataFrame,
    links: pl.DataFrame,
    *,
    as_of: date | None = None,
    histories: bool = True,
) -> Roster:
    """Return the schools of the `establishment` and `link` tables, in whose rows a later release comes last.

    With `as_of`, the register is rolled back to that day when the tables are of a later one: schools not yet
    opened are left out, those closed since are open again, and links made since are not followed. Without
    `histories` nobody's past is told in words: every `history` is empty.
    """
    latest = establishments.unique("urn", keep="last", maintain_order=True).sort("urn")
    rolled_back = False
    if as_of is not None:
        rolled_back = bool((latest["known_from"] > as_of).any())
        latest = _rolled_back(latest, as_of)
        links = links.filter(pl.col("established").is_null() | (pl.col("established") <= as_of))
    register = Register.of(latest, links)
    frame = latest.with_columns(
        school_type.relationship(latest).alias("relationship"),
        school_type.phase_group(latest).fill_null("unknown").alias("phase_group"),
        _families(latest["type_code"]),
        pl.col("status_code").is_in(OPEN_CODES).fill_null(value=False).alias("open"),
        pl.col("status_code")
        .replace_strict(_STATUSES, default="closed", return_dtype=pl.String)
        .alias("status"),
        pl.col("type_name").fill_null("").alias("school_type"),
        pl.col("name").fill_null(""),
        pl.col("la_code").fill_null(""),
        pl.col("la_name").fill_null(""),
        (pl.col("la_code").cast(pl.Int32, strict=False) * 10000 + pl.col("establishment_number")).alias(
            "laestab"
        ),
        _histories(register, latest["urn"].to_list()) if histories else pl.lit("").alias("history"),
    ).with_row_index("idx")
    phase_peers, key_stage_peers = peers.codes(
        np.array(frame["phase_group"].to_list(), dtype=np.str_),
        np.array(frame["family"].to_list(), dtype=np.str_),
    )
    return Roster(
        register=register,
        frame=frame.with_columns(pl.col("idx").cast(pl.Int32)),
        phase_peers=phase_peers,
        key_stage_peers=key_stage_peers,
        rolled_back=rolled_back,
    )


def _families(type_codes: pl.Series) -> pl.Series:
    known = {code: peers.family(code) for code in type_codes.unique().to_list()}
    return pl.Series("family", [known[code] for code in type_codes.to_list()], dtype=pl.String)


def _histories(register: Register, urns: list[int]) -> pl.Series:
    changed = set(register.lineages()["urn"].to_list())
    return pl.Series(
        "history", [register.history(urn) if urn in changed else "" for urn in urns], dtype=pl.String
    )


def _rolled_back(table: pl.DataFrame, as_of: date) -> pl.DataFrame:
    begun = table.filter(pl.col("opened").is_null() | (pl.col("opened") <= as_of))
    closed_since = (pl.col("closed") > as_of).fill_null(value=False)
    return begun.with_columns(
        pl.when(closed_since | (pl.col("status_code") == "4"))
        .then(pl.lit("1"))
        .otherwise(pl.col("status_code"))
        .alias("status_code"),
        pl.when(closed_since).then(None).otherwise(pl.col("closed")).alias("closed"),
    )
