"""What the performance tables of the DfE have in common: whose rows stand in them, and how figures are printed."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from trellis.fictitious import writing
from trellis.fictitious.nation import Life, Site, status_date
from trellis.fictitious.truth import Truth
from trellis.fictitious.writing import Cell, number

FEWEST = 5  # a cohort of this size or smaller is hidden


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One school in one year's table: the life it had on 12 September, and the academy it may since have become."""

    site: Site
    life: Life
    year: int


def entries(truth: Truth, year: int, sits: Callable[[Site], bool]) -> Iterator[Entry]:
    for site in truth.nation.sites:
        # Results are of the summer, so a school that closed that August is still in its year's table.
        life = site.life_on(status_date(year)) or site.life_on(status_date(year).replace(month=7))
        if life is not None and sits(site) and site.life_on(status_date(year - 1)) is not None:
            yield Entry(site=site, life=life, year=year)


def folder_of(year: int) -> Path:
    return Path("performance-tables") / f"{year - 1}-{year}"


def of_year(columns: tuple[str, ...], year: int, repeated: tuple[int, ...]) -> tuple[str, ...]:
    """Return the header of 2018/19 as another year's: `_18` and `_17` become the years that are repeated there.

    Columns of a year that is not repeated are left out.
    """
    suffixes = dict(zip(("18", "17"), (f"{y % 100:02d}" for y in repeated), strict=False))
    result = []
    for name in columns:
        found = re.search(r"_(17|18)(?=$|_PTQ_EE$)", name)
        if found is None or name.startswith("ADMPOL"):
            result.append(name.replace("ADMPOL_18", "ADMPOL_PT"))
        elif found.group(1) in suffixes:
            result.append(f"{name[: found.start()]}_{suffixes[found.group(1)]}{name[found.end() :]}")
    return tuple(dict.fromkeys(result))


def share(part: float, whole: float, *, places: int = 0) -> str:
    """A percentage as the tables print it, hidden where the pupils are too few."""
    return "SUPP" if whole <= FEWEST else writing.percent(part, whole, places)


def identity(entry: Entry) -> dict[str, Cell]:
    """The columns that say which school it is, as key stage 2 and 4 tables share them."""
    site, life = entry.site, entry.life
    return {
        "RECTYPE": "2" if site.phase in ("special", "ap") else "1",
        "LEA": site.authority.code,
        "ESTAB": life.number,
        "URN": life.urn,
        "SCHNAME": life.name,
        "ICLOSE": 0 if life.closed is None or life.closed > status_date(entry.year) else 1,
        "NFTYPE": life.kind.table,
    }


def address(entry: Entry) -> dict[str, Cell]:
    site = entry.site
    return {
        "ADDRESS1": site.street,
        "TOWN": site.town,
        "PCODE": site.postcode,
        "TELNUM": f"01632 960{entry.life.urn % 1000:03d}",
        "RELDENOM": site.religion,
        "AGERANGE": f"{site.low}-{site.high}",
    }


def converted(entry: Entry) -> dict[str, Cell]:
    """The academy a school became in the year after the table's status date."""
    lives = entry.site.lives
    place = lives.index(entry.life)
    if place + 1 == len(lives):
        return {}
    after = lives[place + 1]
    if after.opened is None or (after.opened - status_date(entry.year)).days > 200:
        return {}
    return {"URN_AC": after.urn, "SCHNAME_AC": after.name, "OPEN_AC": writing.slashes(after.opened)}


def with_areas(
    truth: Truth,
    found: list[Entry],
    figures: Callable[[list[Entry], bool], dict[str, Cell]],
    *,
    authority_type: str,
    all_type: str,
    state_type: str,
) -> list[dict[str, Cell]]:
    """Return the rows of authorities and England, whose figures are of their schools taken together."""
    rows: list[dict[str, Cell]] = []
    for authority in truth.nation.authorities:
        mine = [entry for entry in found if entry.site.authority is authority and entry.site.state_funded]
        rows.append({"RECTYPE": authority_type, "LEA": authority.code, **figures(mine, False)})
    rows.append({"RECTYPE": all_type, **figures(found, True)})
    rows.append({"RECTYPE": state_type, **figures([e for e in found if e.site.state_funded], True)})
    return rows


def mean(values: list[tuple[float, float]], places: int) -> str | None:
    """Return the weighted mean of (value, weight) pairs as printed, or None where nothing has weight."""
    weight = sum(w for _, w in values)
    return None if weight <= 0 else number(sum(v * w for v, w in values) / weight, places)
