"""From files to readings: which publication and edition a file is, told by its header, and every problem in it.

Nothing here stores anything until `keep` is called with what was understood.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import polars as pl

from trellis import catalogue
from trellis.analysis import datasets
from trellis.analysis.columns import period, returns
from trellis.analysis.dataset import Context, Dataset, Problem, Reading, Shape, header_key
from trellis.analysis.files import beside, container, dating
from trellis.analysis.files.beforehand import Beforehand
from trellis.analysis.files.container import AnotherKind, ContainerRefused
from trellis.analysis.files.finding import Found, find, pieces_of, printable
from trellis.analysis.files.placing import in_order, in_pieces
from trellis.analysis.files.reading_ahead import read_ahead
from trellis.analysis.files.recognition import Match, nearest, recognise, refuse_repeated_header
from trellis.analysis.files.releases import Kept, Release, ReleaseRefused, ReleaseStore, release_id
from trellis.analysis.files.sheet import Sheet, SheetRefused
from trellis.problem import Refusal

__all__ = [
    "Found",
    "Understood",
    "find",
    "keep",
    "placed",
    "publications_first",
    "stands_beside",
    "stated_from",
    "superseded_by",
    "understand",
    "understand_each",
]


@dataclass(frozen=True, kw_only=True)
class Understood:
    """What one data file (or sheet, or member of a zip) was understood to be, before anything is stored.

    `dataset` is None when it is no publication held here, and `reason` says what is nearest or why it cannot be
    opened. `reading` is None when there are errors. `broken`
    marks one that is damaged or is not what its name says, as against one that is merely of another kind.
    """

    file: str
    paths: tuple[Path, ...]
    member: str | None
    dataset: Dataset | None = None
    shape: Shape | None = None
    header_row: int = 1
    reading: Reading | None = None
    problems: tuple[Problem, ...] = ()
    rows: int = 0
    schools: int = 0
    sha256: str = ""
    size: int = 0
    known_from: date | None = None
    known_from_estimated: bool = True
    stated: date | None = None  # the release date that a person gave
    authority: str | None = None
    reason: str | None = None
    broken: bool = False

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity == "warning")

    @property
    def ready(self) -> bool:
        """Whether it may be stored."""
        return self.reading is not None and not self.errors

    @property
    def file_name(self) -> str:
        """The name that its release goes by."""
        if len(self.paths) == 1:
            return printable(self.paths[0].name)
        return f"{self.paths[0].parent.name}/part-*.parquet"

    @property
    def release_id(self) -> str | None:
        """The id its release would have, when it may be stored."""
        if self.dataset is None or self.reading is None:
            return None
        return release_id(
            dataset=self.dataset.id,
            part=self.reading.part,
            sha256=self.sha256,
            member=self.member,
            stated=self.stated,
        )

    def is_held_as(self, release: Release | None) -> bool:
        """Whether a release is of this very file, so that keeping it again would write nothing."""
        if release is None or self.dataset is None or self.reading is None:
            return False
        this = (self.dataset.id, self.reading.part, self.sha256, self.member)
        return release.id == self.release_id or (self.stated is None and release.read_from == this)


def understand(
    found: Found | Path,
    *,
    imported_on: date,
    year: int | None = None,
    authority: str | None = None,
    known: Mapping[str, Dataset] | None = None,
    measures: frozenset[str] | None = None,
    beforehand: Beforehand | None = None,
) -> list[Understood]:
    """Say what each table in one file is, and read it. Never raises for what is wrong with the file.

    `year` is the year a person states the figures are for; `authority` whose own returns these are. With `measures`,
    publications' numbers of others, and those of areas beside them, are checked and not carried: no such reading is kept.
    """
    if isinstance(found, Path):
        found = Found(file=printable(found.name), paths=(found,))
    known = known if known is not None else catalogue.collect(datasets, Dataset)
    blank = Understood(file=found.file, paths=found.paths, member=None)
    try:
        opened = container.open_file(found.paths, beforehand=beforehand)
    except ContainerRefused as error:
        return [_refused(blank, error)]
    understood: list[Understood] = []
    try:
        for sheet in opened.sheets():
            one = _understand_sheet(sheet, found, known, imported_on, year, authority, measures)
            header = sheet.head[one.header_row - 1] if one.dataset is not None else ()
            told = in_order(one.problems, header)
            understood.append(replace(one, problems=in_pieces(told, found)))
    except (ContainerRefused, SheetRefused) as error:
        understood.append(_refused(blank, error))
    understood += [
        _refused(replace(blank, file=_display(found.file, member), member=member), error)
        for member, error in opened.refused
    ]
    if not understood:
        understood.append(_broken(blank, "It holds no table: every sheet is empty."))
    return [replace(one, sha256=opened.sha256, size=opened.size) for one in understood]


def understand_each(
    files: Sequence[Found],
    *,
    imported_on: date,
    year: int | None = None,
    authority: str | None = None,
    progress: Callable[[Found, int], None] | None = None,
    workers: int = 1,
    measures: frozenset[str] | None = None,
    beforehand: Beforehand | None = None,
) -> Iterator[Understood]:
    """Yield what each table of each file was understood to be, telling `progress` of each file as its turn comes.

    With more than one of `workers`, files are read at once, the largest first, and all of them are in memory at the
    end; they are told in order all the same. A file whose very bytes came before in the batch is left out, saying so.
    """
    known = catalogue.collect(datasets, Dataset)
    met: dict[tuple[str, str | None], str] = {}

    def told(found: Found) -> list[Understood]:
        return understand(
            found,
            imported_on=imported_on,
            year=year,
            authority=authority,
            known=known,
            measures=measures,
            beforehand=beforehand,
        )

    for place, (found, read) in enumerate(read_ahead(files, told, workers)):
        if progress is not None:
            progress(found, place)
        for one in read():
            first = met.setdefault((one.sha256, one.member), one.file) if one.sha256 else one.file
            if one.reading is not None and first != one.file:
                yield replace(
                    Understood(file=one.file, paths=one.paths, member=one.member),
                    reason=f"It is the same, byte for byte, as {first}.",
                )
            else:
                yield one


def publications_first(understood: Iterable[Understood]) -> Iterator[Understood]:
    """Yield an authority's own returns last, so that a register in the same batch is there to check them."""
    returned = []
    for one in understood:
        if one.dataset is not None and one.dataset.local:
            returned.append(one)
        else:
            yield one
    yield from returned


def placed(one: Understood, establishments: pl.DataFrame) -> Understood:
    """Return what was understood with a problem for every school that is not its authority's.

    `establishments` is the register by which it is checked: urn and la_code, newest last. A publication comes
    back as it is: its schools are anybody's.
    """
    if one.dataset is None or not one.dataset.local or one.reading is None:
        return one
    context = Context(
        file=one.file, sha256=one.sha256, imported_on=one.known_from or date.min, authority=one.authority
    )
    returns.check(one.reading, establishments, context)
    return replace(one, problems=in_order((*one.problems, *context.problems), ()))


def stated_from(one: Understood, day: date) -> Understood:
    """Return what was understood with the release date that a person states, as stated and not estimated.

    It is of the newest year that the file tells of, and of rows of no year whose date was only estimated. What the file
    repeats of earlier years was public no later than that. A return's own "As at" dates stand.
    """
    if one.reading is None or one.dataset is None:
        return one
    newest = max(one.reading.years, default=None)
    tables = {
        kind: _from(table, day, newest, local=one.dataset.local) for kind, table in one.reading.tables.items()
    }
    reading = replace(one.reading, tables=tables)
    return replace(one, reading=reading, known_from=day, known_from_estimated=False, stated=day)


def _from(table: pl.DataFrame, day: date, newest: int | None, *, local: bool) -> pl.DataFrame:
    if "known_from" not in table.columns or table.is_empty():
        return table
    estimated = pl.col("known_from_estimated")
    told = estimated
    if "year" in table.columns and newest is not None and not local:
        told = (pl.col("year") == newest).fill_null(value=False)
    return table.with_columns(
        known_from=pl.when(told)
        .then(pl.lit(day))
        .when(estimated)
        .then(pl.min_horizontal("known_from", pl.lit(day)))
        .otherwise("known_from"),
        known_from_estimated=estimated & ~told,
    )


def keep(one: Understood, store: ReleaseStore, *, at: datetime) -> Release:
    """Store what was understood. Raises ReleaseRefused when there are errors in it."""
    if one.dataset is None or one.shape is None or one.reading is None or not one.ready:
        raise ReleaseRefused(f"{one.file} has problems that must be put right before it is stored.")
    if one.known_from is None:
        raise ReleaseRefused(f"{one.file} was read without a date from which it is known.")
    return store.keep(
        tables=one.reading.tables,
        source=Kept(
            files=one.paths,
            file_name=one.file_name,
            member=one.member,
            sha256=one.sha256,
            size=one.size,
            pieces=pieces_of(one.paths),
        ),
        dataset=one.dataset.id,
        shape=one.shape.id,
        edition=one.reading.edition,
        part=one.reading.part,
        rank=one.reading.rank,
        years=one.reading.years,
        rows=one.rows,
        header_row=one.header_row,
        known_from=one.known_from,
        known_from_estimated=one.known_from_estimated,
        authority=one.authority,
        at=at,
        beside=one.dataset.partial,
        stated=one.stated,
    )


def superseded_by(one: Understood, store: ReleaseStore) -> Release | None:
    """Return the release now current that this file, once kept, would supersede or (if itself) renew."""
    if one.dataset is None or one.reading is None:
        return None
    if one.dataset.partial:
        return next((release for release in store.releases() if one.is_held_as(release)), None)
    series = (one.dataset.id, one.reading.part)
    return next((release for release in store.releases() if release.series == series), None)


def stands_beside(one: Understood, store: ReleaseStore) -> beside.Standing | None:
    """Return how a return of some schools would stand beside those that are held; None for any other file."""
    if one.dataset is None or one.reading is None or not one.dataset.partial:
        return None
    others = [
        release
        for release in store.releases()
        if release.beside
        and (release.dataset, release.authority) == (one.dataset.id, one.authority)
        and release.sha256 != one.sha256
    ]
    return beside.standing(one.reading.tables, others, store.read)


# Reading


def _understand_sheet(
    sheet: Sheet,
    found: Found,
    known: Mapping[str, Dataset],
    imported_on: date,
    year: int | None,
    authority: str | None,
    measures: frozenset[str] | None,
) -> Understood:
    blank = Understood(file=_display(found.file, sheet.member), paths=found.paths, member=sheet.member)
    match = recognise(sheet, known)
    if match is None:
        return replace(blank, reason=nearest(sheet, known))
    hint = period.hinted(found.paths[0], sheet.member)
    context = Context(
        file=blank.file,
        sha256="",
        imported_on=imported_on,
        stated_year=year,
        hinted_year=hint.year,
        hinted_date=hint.day,
        authority=authority if match.dataset.local else None,
        header=tuple(sheet.head[match.header_row - 1]),
        measures=None if match.dataset.local else measures,
    )
    blank = replace(
        blank,
        dataset=match.dataset,
        shape=match.shape,
        header_row=match.header_row,
        authority=context.authority,
    )
    if match.dataset.local and authority is None:
        context.error(
            "This is an authority's own return: say whose with --authority and its three-digit code"
        )
    wanted = _wanted(match, context)
    if context.problems:
        return replace(blank, problems=tuple(context.problems))
    try:
        frame, ragged = sheet.frame([match.columns[key] for key in wanted], match.header_row)
    except SheetRefused as error:
        return _broken(blank, str(error))
    for row in ragged:
        context.error(f"has {row.cells:,} cells where the header has {row.expected:,}", row=row.row)
    if ragged:
        return replace(blank, problems=tuple(context.problems))
    frame = frame.rename({str(place): key for place, key in enumerate(wanted)})
    if frame.is_empty():
        context.error("has a header and no rows under it")
        return replace(blank, problems=tuple(context.problems))
    refuse_repeated_header(frame, sheet.head[match.header_row - 1], match, wanted, context)
    reading = None if context.problems else _read(match, frame, context)
    if reading is not None:
        _refuse_years_to_come(reading, match.dataset, context)
    problems = tuple(context.problems)
    one = replace(
        blank, problems=problems, rows=frame.height, schools=reading.schools if reading is not None else 0
    )
    if reading is None or one.errors:
        if not one.errors:
            context.error("could not be read, and why was not said")
        return replace(one, problems=tuple(context.problems))
    known_from, estimated = dating.known_from(reading, context)
    if context.authority is not None:
        # Always: a part such as 2019-2020 has other authorities' codes, 201 and 202, within it.
        reading = replace(reading, part=f"{reading.part}-{context.authority}")
    return replace(one, reading=reading, known_from=known_from, known_from_estimated=estimated)


def _read(match: Match, frame: pl.DataFrame, context: Context) -> Reading | None:
    """Return what the shape's reader says, or None with an error where the cells are beyond it."""
    try:
        return match.shape.read(frame, context)
    except pl.exceptions.PolarsError as error:
        context.error(
            f"cannot be read as {match.dataset.title} ({match.shape.title}): {error}".splitlines()[0]
        )
        return None


def _wanted(match: Match, context: Context) -> list[str]:
    """Return the keys to read, after reporting each that is missing, or there twice so that neither can be trusted."""
    optional = {header_key(name) for name in match.shape.optional}
    asked = dict.fromkeys(
        header_key(name) for name in (*match.shape.marks, *match.shape.reads, *match.shape.optional)
    )
    for name in match.shape.reads:
        key = header_key(name)
        if key not in match.columns and key not in optional:
            context.error(
                f"is missing: {match.dataset.title} ({match.shape.title}) has it",
                row=match.header_row,
                column=name,
            )
    for key in asked:
        if key in match.doubled and f"{key}#2" not in asked:
            context.error(
                "is the header of two columns, so it cannot be told which is meant",
                row=match.header_row,
                column=key,
            )
    return [key for key in asked if key in match.columns]


def _refuse_years_to_come(reading: Reading, dataset: Dataset, context: Context) -> None:
    """Report years that no published figure can be of yet; an authority's own return may look ahead."""
    ahead = 10 if dataset.local else 1
    wrong = [year for year in reading.years if not 1990 <= year <= context.imported_on.year + ahead]
    if wrong:
        context.error(
            f"would be of the year ending {', '.join(map(str, wrong))}, which cannot be: say the year with --year, "
            "or name the file or its folder by its year"
        )


def _refused(one: Understood, error: Refusal) -> Understood:
    """Return a file of another kind as one to skip, and a damaged one as broken."""
    if isinstance(error, AnotherKind):
        return replace(one, reason=str(error))
    return _broken(one, str(error))


def _broken(one: Understood, reason: str) -> Understood:
    return replace(
        one, reason=reason, broken=True, problems=(*one.problems, Problem(file=one.file, message=reason))
    )


def _display(file: str, member: str | None) -> str:
    return f"{file} → {member}" if member else file
