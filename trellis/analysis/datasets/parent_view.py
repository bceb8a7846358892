"""Ofsted Parent View: what parents say of a school, question by question."""

from datetime import date
from functools import partial

import polars as pl

from trellis.analysis.columns import period, reading
from trellis.analysis.columns.performance_table import LICENCE
from trellis.analysis.dataset import Context, Dataset, Measure, Publication, Reading, Shape, header_key
from trellis.analysis.observation import Status

_RESPONSES = ("Submissions", "Number of submissions", "Responses")
_CODES = {
    "": Status.NOT_HELD,
    "-": Status.SUPPRESSED,
    "*": Status.SUPPRESSED,
    "c": Status.SUPPRESSED,
    "supp": Status.SUPPRESSED,
    "x": Status.NOT_PUBLISHED,
    "z": Status.NOT_APPLICABLE,
    "na": Status.NOT_APPLICABLE,
    "n/a": Status.NOT_APPLICABLE,
}

# A question's number and words since September 2019, and what the first list (2011 to 2019) called it.
_QUESTIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "parent_view_happy": (("Q1", "My child is happy at this school"),),
    "parent_view_safe": (("Q2", "My child feels safe at this school"),),
    "parent_view_behaviour": (
        ("Q3", "The school makes sure its pupils are well behaved"),
        ("Q7", "This school makes sure its pupils are well behaved"),
    ),
    "parent_view_doing_well": (
        ("Q9", "My child does well at this school"),
        ("Q3", "My child makes good progress at this school"),
    ),
    "parent_view_informed": (
        ("Q10", "The school lets me know how my child is doing"),
        ("Q12", "I receive valuable information from the school about my child's progress"),
    ),
    "parent_view_personal_development": (
        ("Q13", "The school supports my child's wider personal development"),
    ),
    "parent_view_leadership": (("Q10", "This school is well led and managed"),),
}
_RECOMMEND = ("Q14", "I would recommend this school to another parent")
_SUFFIXES = ("Strongly Agree", "Agree")


def _columns(question: tuple[str, str], answer: str, *, words: bool) -> str:
    number, said = question
    return f"{number}. {said}. {answer}" if words else f"{number} {answer}"


def _wanted(*, words: bool) -> tuple[str, ...]:
    names = ["URN", *_RESPONSES]
    for questions in _QUESTIONS.values():
        for question in questions if words else questions[:1]:
            names += [_columns(question, answer, words=words) for answer in _SUFFIXES]
    names += [
        _columns(_RECOMMEND, "Yes", words=words),
        _columns((_RECOMMEND[0], _RECOMMEND[1] + "?"), "Yes", words=words),
    ]
    return tuple(dict.fromkeys(names))


def _read(words: bool, frame: pl.DataFrame, context: Context) -> Reading | None:
    as_at = context.hinted_date
    year = context.stated_year or (_year_of(as_at) if as_at else context.hinted_year)
    if year is None:
        context.error("nothing in the file says which year it is; say which with --year")
        return None
    urn = reading.whole_numbers(frame, "URN", context, codes=("NA",))
    reading.duplicate_keys(frame, [urn], context, "school")
    scale = _scale(frame, words=words)
    measures = []
    for measure, questions in _QUESTIONS.items():
        for question in questions if words else questions[:1]:
            column = _columns(question, "Strongly Agree", words=words)
            if measure == "parent_view_leadership" and not words:
                continue
            if reading.first_present(frame, column) is None:
                continue
            frame = _with_positive(frame, question, measure, context, words=words, scale=scale)
            measures.append(_share(measure, column=f"positive {measure}"))
            break
    recommend = tuple(name for name in _wanted(words=words) if name.endswith(" Yes"))
    measures.append(_share("parent_view_recommend", column=recommend, scale=scale))
    publication = None
    if as_at:
        # Management information comes out some two months after the date it was taken on.
        month = as_at.month + 2
        publication = Publication(
            month=(month - 1) % 12 + 1, years_after=as_at.year + (month - 1) // 12 - year
        )
    observations = reading.observations(
        frame, measures, context, codes=_CODES, year=year, urn=urn, publication=publication
    )
    return Reading(
        tables={"observation": observations},
        edition=f"as at {as_at.day} {as_at:%B %Y}" if as_at else period.named(year),
        part=str(year),
        years=(year,),
        rank=as_at.toordinal() if as_at else 0,
    )


def _year_of(as_at: date) -> int:
    """The academic year the answers are of: a file of September covers the year just ended."""
    return as_at.year + (1 if as_at.month > 9 else 0)


def _scale(frame: pl.DataFrame, *, words: bool) -> float:
    """Workbooks hold 0.46 where the CSV files print 46%: no question's answers all stay at 1% or less."""
    # The shape is known by this column, so it is there.
    column = header_key(_columns(_QUESTIONS["parent_view_happy"][0], "Strongly Agree", words=words))
    values = frame[column].str.strip_chars().str.replace("%", "").cast(pl.Float64, strict=False).drop_nulls()
    greatest = values.max() if values.len() else None
    return 100.0 if isinstance(greatest, float) and greatest <= 1 else 1.0


def _share(measure: str, *, column: str | tuple[str, ...], scale: float = 1.0) -> Measure:
    return Measure(id=measure, column=column, denominator=_RESPONSES, least=0, most=101, scale=scale)


def _with_positive(
    frame: pl.DataFrame,
    question: tuple[str, str],
    measure: str,
    context: Context,
    *,
    words: bool,
    scale: float,
) -> pl.DataFrame:
    """Add “strongly agree” and “agree” together; where neither is a number, the first one's text is kept."""
    names = [_columns(question, answer, words=words) for answer in _SUFFIXES]
    sides = [
        reading.numbers(frame, name, context, _CODES, least=0, most=101, scale=scale)[0] for name in names
    ]
    total = sides[0] + sides[1]
    printed = frame[header_key(names[0])].set(sides[0].is_not_null(), None)
    # Each part is rounded by itself, so a sum of 101 is a hundred.
    said = total.clip(0, 100).cast(pl.String).fill_null(printed)
    return frame.with_columns(said.alias(header_key(f"positive {measure}")))


PARENT_VIEW = Dataset(
    id="parent_view",
    title="Ofsted Parent View",
    publisher="Ofsted",
    licence=LICENCE,
    page="https://www.gov.uk/government/publications/ofsted-parent-view-management-information",
    shapes=tuple(
        Shape(
            id=name,
            title=title,
            marks=(
                "URN",
                "Submissions",
                _columns(_QUESTIONS["parent_view_happy"][0], "Strongly Agree", words=words),
            ),
            reads=_wanted(words=words),
            optional=_wanted(words=words),
            read=partial(_read, words),
        )
        for name, title, words in (
            ("question-words", "School-level data with each question in words", True),
            ("question-numbers", "School-level data with questions by number", False),
        )
    ),
    about=(
        "The share of parents who agree or strongly agree, of all who answered, over the 365 days before the date"
        " of the file. Only schools with enough submissions are in it; the submissions are kept as the denominator."
    ),
)
