"""The list of an authority’s cases: which, in what order, and each as a line. Pure functions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils import timezone

from trellis.analysis.output.spreadsheet import Cell
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.due import Due
from trellis.casework.workflows.case import CASE
from trellis.interfaces.web.cases import presenters
from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.govuk.levels import LevelTag
from trellis.schools.models import PHASES

HEADER = (
    "URN",
    "School",
    "Phase",
    "Level",
    "State",
    "Worked by",
    "Where it was seen",
    "Found on",
    "Visit due by",
    "Days from trigger to visit",
    "Visit late",
    "Next",
    "Of whom",
    "By",
    "Days overdue",
)


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What an address narrows the list to; "" for all."""

    state: str = ""
    phase: str = ""
    adviser: str = ""
    level: str = ""

    @property
    def query(self) -> str:
        """As an address has them."""
        return urlencode({name: value for name, value in vars(self).items() if value})


@dataclass(frozen=True, kw_only=True)
class Line:
    """One case of the list."""

    urn: int
    case_id: int
    school: str
    phase: str
    tag: LevelTag
    state: str
    adviser: str
    clock: str
    next: str
    who: str
    when: str
    late: str
    ended: str = ""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One choice of a filter."""

    value: str
    text: str
    chosen: bool


def asked(given: Mapping[str, str]) -> Filters:
    """The filters of an address. What is no choice narrows nothing."""
    state = given.get("state", "")
    phase, level, adviser = given.get("phase", ""), given.get("level", ""), given.get("adviser", "")
    return Filters(
        state=state if state in CASE.states else "",
        phase=phase if phase in PHASES else "",
        adviser=adviser if adviser.isascii() and adviser.isdecimal() and len(adviser) < 10 else "",
        level=level if level in ("1", "2", "3") else "",
    )


def narrowed(files: Iterable[CaseFile], filters: Filters) -> list[CaseFile]:
    return [
        file
        for file in files
        if filters.state in ("", file.state)
        and filters.phase in ("", file.case.school.phase_group)
        and filters.adviser in ("", str(file.adviser.pk) if file.adviser is not None else "0")
        and filters.level in ("", str(file.level))
    ]


def ordered(files: Iterable[CaseFile], of_school: Mapping[int, Sequence[Due]]) -> list[CaseFile]:
    """The most overdue first, then those at the higher level, then by name."""

    def key(file: CaseFile) -> tuple[int, int, str, int]:
        late = max((item.overdue for item in of_school.get(file.case.school_id, ())), default=0)
        return (-late, -file.level, file.case.school.name, file.case.pk)

    return sorted(files, key=key)


def line(file: CaseFile, items: Sequence[Due]) -> Line:
    """A case as a line, with what is due of it first."""
    first = items[0] if items else None
    school = file.case.school
    return Line(
        urn=school.pk,
        case_id=file.case.pk,
        school=school.name,
        phase=PHASES.get(school.phase_group, school.phase_group),
        tag=presenters.level_tag(file),
        state=file.state_words,
        adviser=file.adviser.name if file.adviser is not None else "Nobody yet",
        clock=presenters.clock_words(file),
        next=first.ask.what if first is not None else _resting(file),
        who=" or ".join(first.names[:2]) if first is not None else "",
        when=words.day(first.ask.by) if first is not None else "",
        late=words.count(first.overdue, "day") if first is not None and first.overdue else "",
        ended=words.day(timezone.localdate(file.steps[-1].at)) if not file.is_open else "",
    )


def row(file: CaseFile, items: Sequence[Due]) -> list[Cell]:
    """A case as a row of a file."""
    shown = line(file, items)
    first = items[0] if items else None
    return [
        shown.urn,
        shown.school,
        shown.phase,
        shown.tag.words,
        shown.state,
        shown.adviser,
        file.case.source_name,
        file.case.seen_on,
        file.visit_due or "",
        file.days_to_visit,
        "yes" if file.visit_is_late else "no",
        shown.next,
        shown.who,
        (first.ask.by or "") if first is not None else "",
        first.overdue if first is not None else 0,
    ]


def choices_of(files: Sequence[CaseFile], filters: Filters) -> dict[str, tuple[Choice, ...]]:
    """What each filter offers where these are all the cases."""
    advisers = {str(file.adviser.pk): file.adviser.name for file in files if file.adviser is not None} | (
        {"0": "Nobody yet"} if any(file.adviser is None for file in files) else {}
    )
    return choices(filters, advisers=advisers, phases={file.case.school.phase_group for file in files})


def choices(
    filters: Filters, *, advisers: Mapping[str, str], phases: Collection[str]
) -> dict[str, tuple[Choice, ...]]:
    """What each filter offers, all of it first. `advisers` are names by what an address has for each."""
    offered = {
        "state": {
            **{state: name for state, name in CASE.states.items() if state not in CASE.final},
            "closed": "Closed",
        },
        "level": {str(level): f"Level {level}" for level in (3, 2, 1)},
        "phase": {phase: name for phase, name in PHASES.items() if phase in phases},
        "adviser": dict(sorted(advisers.items(), key=lambda pair: pair[1])),
    }
    first = {
        "state": "All that are open",
        "level": "All levels",
        "phase": "All phases",
        "adviser": "Everybody",
    }
    return {
        name: (
            Choice(value="", text=first[name], chosen=not getattr(filters, name)),
            *(Choice(value=v, text=text, chosen=getattr(filters, name) == v) for v, text in held.items()),
        )
        for name, held in offered.items()
    }


def _resting(file: CaseFile) -> str:
    """What to say of a case of which nothing is due."""
    if not file.is_open:
        return ""
    if file.review_on is not None:
        return f"Paused until {words.day(file.review_on)}"
    if file.state == "follow_up" and file.follow_up_due is not None:
        return f"Looked at again from {words.day(file.follow_up_due)}"
    return "Nothing is due now"
