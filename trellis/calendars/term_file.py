"""Term dates and closed days as a CSV file: read, with every problem by its row and column, and written."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from trellis.calendars.actions.terms import Closing
from trellis.calendars.calendar import SEASONS, Term
from trellis.calendars.checking import EARLIEST, LATEST, problems, weekdays
from trellis.calendars.models import ClosedKind

COLUMNS = (
    "Year",
    "Term",
    "Starts",
    "Ends",
    "Half-term starts",
    "Half-term ends",
    "What for",
    "School URN",
)
NEEDED = COLUMNS[:6]
LARGEST = 256 * 1024
MOST_ROWS = 3000
_TERMS = {name.lower(): number for number, name in SEASONS.items()}
_CLOSED = {"inset": ClosedKind.INSET, "closed": ClosedKind.OTHER}
_PART_COLUMNS = dict(zip(("starts", "ends", "half_term_starts", "half_term_ends"), COLUMNS[2:6], strict=True))
_FORMS = ("%d/%m/%Y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%d/%m/%y", "%d-%m-%Y")


@dataclass(frozen=True, kw_only=True)
class FileProblem:
    """Something wrong with one cell, or with a whole row or the file. Row 1 has the names of the columns; 0 is the file."""

    row: int
    column: str
    sentence: str

    def __str__(self) -> str:
        place = [f"Row {self.row}"] if self.row else []
        place += [self.column] if self.column else []
        return f"{', '.join(place)}: {self.sentence}" if place else self.sentence


@dataclass(frozen=True, kw_only=True)
class Read:
    """What a file says, by URN (None: the authority) and year; and what is wrong with it. With a problem nothing is kept."""

    years: dict[tuple[int | None, int], tuple[Term, ...]] = field(default_factory=dict)
    days: dict[int | None, list[Closing]] = field(default_factory=dict)
    problems: tuple[FileProblem, ...] = ()

    @property
    def urns(self) -> frozenset[int]:
        """The schools that the file names."""
        named = {urn for urn, _ in self.years} | set(self.days)
        return frozenset(urn for urn in named if urn is not None)


@dataclass
class _Line:
    """One row as it is read, with what is wrong with it."""

    number: int
    cells: dict[str, str]
    wrong: list[FileProblem] = field(default_factory=list)

    def says(self, column: str) -> str:
        return self.cells.get(column, "")

    def fault(self, column: str, sentence: str) -> None:
        self.wrong.append(FileProblem(row=self.number, column=column, sentence=sentence))

    def day(self, column: str, *, needed: bool = True) -> date | None:
        said = self.says(column)
        if not said:
            if needed:
                self.fault(column, "a date is missing")
            return None
        for form in _FORMS:
            try:
                day = datetime.strptime(said, form).date()  # noqa: DTZ007
            except ValueError:
                continue
            if EARLIEST <= day <= LATEST:
                return day
        self.fault(column, f"“{said[:40]}” is not a date. Write it like 31/8/2026")
        return None


def read(content: bytes) -> Read:
    """Read a file of term dates. This will return all of its problems, and then nothing else."""
    if len(content) > LARGEST:
        return _refused("The file is larger than term dates ever are. Is it the right one?")
    if b"\0" in content:
        return _refused("This is not a CSV file. In your spreadsheet choose Save as, and CSV.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    lines, problem = _lines(text)
    if problem is not None:
        return Read(problems=(problem,))
    found = _Found()
    for line in lines:
        found.take(line)
    return found.whole()


def write(rows: Iterable[tuple[str, Sequence[Term], Sequence[tuple[date, str, str]]]]) -> str:
    """Write term dates as a file that `read` reads: for each (URN or "", terms, closed days as day, kind and what for)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for urn, terms, closed in rows:
        for term in terms:
            parts = (term.starts, term.ends, term.half_term_starts, term.half_term_ends)
            written = [f"{day:%d/%m/%Y}" if day is not None else "" for day in parts]
            writer.writerow([_year(term.year), SEASONS[term.number], *written, "", urn])
        for day, kind, what in closed:
            safe = f"'{what}" if what.startswith(("=", "+", "-", "@")) else what
            label = "INSET" if kind == ClosedKind.INSET else "Closed"
            writer.writerow([_year(_year_of(day)), label, f"{day:%d/%m/%Y}", "", "", "", safe, urn])
    return out.getvalue()


class _Found:
    """What has been read so far."""

    def __init__(self) -> None:
        self.terms: dict[tuple[int | None, int], dict[int, tuple[Term, _Line]]] = {}
        self.days: dict[int | None, dict[date, Closing]] = {}
        self.wrong: list[FileProblem] = []

    def take(self, line: _Line) -> None:
        urn = _urn(line)
        name = line.says("Term").lower().removesuffix(" term").removesuffix(" day").strip()
        if name in _TERMS:
            self._take_term(line, urn=urn, number=_TERMS[name])
        elif name in _CLOSED:
            self._take_days(line, urn=urn, kind=_CLOSED[name])
        else:
            said = line.says("Term")
            line.fault("Term", f"“{said[:40]}” is none of Autumn, Spring, Summer, INSET and Closed")
        self.wrong += line.wrong

    def whole(self) -> Read:
        years = {}
        for (urn, year), held in self.terms.items():
            first = next(iter(held.values()))[1]
            if missing := [SEASONS[number] for number in (1, 2, 3) if number not in held]:
                self.wrong.append(
                    FileProblem(
                        row=first.number,
                        column="Term",
                        sentence=f"{_year(year)} has no row for {' and '.join(missing)}",
                    )
                )
                continue
            terms = tuple(held[number][0] for number in (1, 2, 3))
            self.wrong += [
                FileProblem(
                    row=held[each.term][1].number, column=_PART_COLUMNS[each.part], sentence=each.sentence
                )
                for each in problems(terms, year=year)
            ]
            years[urn, year] = terms
        if self.wrong:
            return Read(problems=tuple(sorted(self.wrong, key=lambda each: each.row)))
        if not years and not self.days:
            return _refused("The file has the names of its columns and no row after them.")
        return Read(years=years, days={urn: list(days.values()) for urn, days in self.days.items()})

    def _take_term(self, line: _Line, *, urn: int | None, number: int) -> None:
        year = _read_year(line)
        starts, ends, half, half_ends = (line.day(column) for column in COLUMNS[2:6])
        if year is None or starts is None or ends is None or half is None or half_ends is None or line.wrong:
            return
        held = self.terms.setdefault((urn, year), {})
        if number in held:
            line.fault(
                "Term", f"{SEASONS[number]} of {_year(year)} is in row {held[number][1].number} already"
            )
            return
        term = Term(
            year=year,
            number=number,
            starts=starts,
            ends=ends,
            half_term_starts=half,
            half_term_ends=half_ends,
        )
        held[number] = (term, line)

    def _take_days(self, line: _Line, *, urn: int | None, kind: ClosedKind) -> None:
        first, last = line.day("Starts"), line.day("Ends", needed=False)
        if first is None or line.wrong:
            return
        last = last or first
        if not 0 <= (last - first).days < 60:
            line.fault("Ends", "must come after Starts, and within two months of it")
            return
        days = weekdays(first, last)
        if not days:
            line.fault("Starts", "pupils are not in on that day anyway: it is a weekend or a bank holiday")
        held = self.days.setdefault(urn, {})
        for day in days:
            if day in held:
                line.fault("Starts", f"{day.day} {day:%B %Y} is in the file twice")
            held[day] = Closing(day=day, kind=kind, what=line.says("What for")[:120])


def _lines(text: str) -> tuple[list[_Line], FileProblem | None]:
    first = text.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error as error:
        return [], FileProblem(row=0, column="", sentence=f"The file cannot be read as CSV: {error}.")
    rows = [[cell.strip() for cell in row] for row in rows]
    if not rows or not any(rows[0]):
        return [], FileProblem(row=0, column="", sentence="The file is empty.")
    if len(rows) > MOST_ROWS:
        return [], FileProblem(row=0, column="", sentence=f"The file has more than {MOST_ROWS:,} rows.")
    known = {_plain(name): name for name in COLUMNS}
    header = [known.get(_plain(cell), "") for cell in rows[0]]
    if missing := [name for name in NEEDED if name not in header]:
        sentence = f"the first row must name the columns, and lacks {', '.join(missing)}"
        return [], FileProblem(row=1, column="", sentence=sentence)
    return [
        _Line(number=number, cells={name: cell for name, cell in zip(header, row, strict=False) if name})
        for number, row in enumerate(rows[1:], start=2)
        if any(row)
    ], None


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def _urn(line: _Line) -> int | None:
    said = line.says("School URN")
    if not said:
        return None
    if not (said.isascii() and said.isdecimal() and len(said) == 6):
        line.fault(
            "School URN",
            f"“{said[:40]}” is not a URN, which has six figures; leave it empty for the authority",
        )
        return None
    return int(said)


def _read_year(line: _Line) -> int | None:
    said = line.says("Year")
    whole = re.fullmatch(r"(\d{4})(?:\s*(?:/|-|–|to)\s*(\d{2}|\d{4}))?", said)
    if whole is None:
        line.fault("Year", f"“{said[:40]}” is not an academic year. Write it like 2026/27")
        return None
    year = int(whole[1])
    if whole[2] and int(whole[2]) not in (year + 1, (year + 1) % 100):
        line.fault("Year", f"“{said}” is not an academic year, which ends in the year after it begins")
        return None
    if not 1990 <= year <= 2190:
        line.fault("Year", f"{year} is no year that terms are kept of")
        return None
    return year


def _year(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02d}"


def _year_of(day: date) -> int:
    return day.year if day.month >= 9 else day.year - 1


def _refused(sentence: str) -> Read:
    return Read(problems=(FileProblem(row=0, column="", sentence=sentence),))
