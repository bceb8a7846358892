"""The objectives of every plan that holds: narrowed by article, area, criterion and state. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from trellis.analysis.output.spreadsheet import Cell, Sheet
from trellis.analysis.rights import ARTICLES, said
from trellis.casework.models import Brokering
from trellis.casework.queries.plans import ObjectiveFile, PlanFile
from trellis.casework.workflows.plan import PLAN
from trellis.interfaces.web.govuk import words
from trellis.schools.models import School

HEADER = (
    "URN",
    "School",
    "Objective",
    "What is to improve",
    "Area",
    "Version",
    "State",
    "Newest rating",
    "Criteria",
    "Articles",
    "Next milestone",
    "By",
    "At the school",
    "At the authority",
    "Support",
)


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What a list of objectives is narrowed to. "" for what is not."""

    article: str = ""
    area: str = ""
    criterion: str = ""
    state: str = ""

    def address(self) -> str:
        given = {name: value for name, value in vars(self).items() if value}
        return urlencode(given)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One objective of one school."""

    urn: int
    school: str
    number: int
    what: str
    area: str
    version: int
    state: str
    state_words: str
    rating: str
    criteria: tuple[str, ...]
    articles: tuple[int, ...]
    milestone: str
    by_when: str
    owner_school: str
    owner_authority: str
    support: str


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What each filter offers: as (value, words, whether chosen)."""

    article: tuple[tuple[str, str, bool], ...]
    area: tuple[tuple[str, str, bool], ...]
    criterion: tuple[tuple[str, str, bool], ...]
    state: tuple[tuple[str, str, bool], ...]


def read(asked: Mapping[str, str]) -> Filters:
    """Return the filters of an address. What is no article and no state is left out."""
    article = asked.get("article", "")
    number = int(article) if article.isascii() and article.isdecimal() and len(article) < 3 else 0
    state = asked.get("state", "")
    return Filters(
        article=str(number) if number in ARTICLES else "",
        area=asked.get("area", "")[:120],
        criterion=asked.get("criterion", "")[:60],
        state=state if state in PLAN.states else "",
    )


def lines(plans: Iterable[PlanFile], *, stands: Mapping[int, str]) -> tuple[Line, ...]:
    """Return the objectives of the version that holds of each plan, by school and number.

    `stands` says how far the support is that was looked for from an objective, by its primary key.
    """
    found = [
        _line(plan, plan.plan.case.school, objective, stands=stands.get(objective.objective.pk, ""))
        for plan in plans
        for objective in plan.holds.objectives
    ]
    return tuple(sorted(found, key=lambda line: (line.school, line.urn, line.number)))


def narrowed(every: Iterable[Line], *, by: Filters) -> tuple[Line, ...]:
    return tuple(
        line
        for line in every
        if (not by.article or int(by.article) in line.articles)
        and (not by.area or line.area == by.area)
        and (not by.criterion or by.criterion in line.criteria)
        and (not by.state or line.state == by.state)
    )


def choices(every: Sequence[Line], *, by: Filters, named: Mapping[str, str]) -> Choices:
    """Return what each filter offers: what there is, and what is chosen though there is none of it."""
    articles = {a for line in every for a in line.articles} | ({int(by.article)} if by.article else set())
    areas = {line.area for line in every} | ({by.area} if by.area else set())
    criteria = {c for line in every for c in line.criteria} | ({by.criterion} if by.criterion else set())
    states = {line.state for line in every} | ({by.state} if by.state else set())
    return Choices(
        article=tuple((str(a), said(a), str(a) == by.article) for a in sorted(articles) if a in ARTICLES),
        area=tuple((a, a, a == by.area) for a in sorted(areas)),
        criterion=tuple((c, f"{c} {named.get(c, '')}".strip(), c == by.criterion) for c in sorted(criteria)),
        state=tuple((s, w, s == by.state) for s, w in PLAN.states.items() if s in states),
    )


def sheet(shown: Sequence[Line]) -> Sheet:
    """Return the list as a table for a file."""
    rows: list[list[Cell]] = [
        [
            line.urn,
            line.school,
            line.number,
            line.what,
            line.area,
            line.version,
            line.state_words,
            line.rating,
            ", ".join(line.criteria),
            ", ".join(map(str, line.articles)),
            line.milestone,
            line.by_when,
            line.owner_school,
            line.owner_authority,
            line.support,
        ]
        for line in shown
    ]
    return Sheet(name="Objectives", header=HEADER, rows=rows)


def _line(plan: PlanFile, school: School, held: ObjectiveFile, *, stands: str) -> Line:
    text = held.text
    seen = plan.progress_of(held.objective)
    ahead = sorted(
        (m for m in text.milestones if m["by_when"] >= plan.today.isoformat()), key=lambda m: m["by_when"]
    )
    return Line(
        urn=school.pk,
        school=school.name,
        number=held.objective.number,
        what=text.what,
        area=text.area,
        version=plan.holds.version.number,
        state=plan.holds.state,
        state_words=plan.holds.state_words,
        rating=seen[-1].get_rating_display() if seen else "Not rated yet",
        criteria=tuple(text.criteria),
        articles=tuple(text.articles),
        milestone=ahead[0]["what"] if ahead else "",
        by_when=words.day(ahead[0]["by_when"]) if ahead else "",
        owner_school=text.owner_school,
        owner_authority=text.owner_authority,
        support=stands if text.brokering == Brokering.WANTED and stands else text.get_brokering_display(),
    )
