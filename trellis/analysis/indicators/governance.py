"""Governors, the head's post and what the authority knows of how the school is run: its own returns alone."""

from functools import partial

from trellis.analysis import peers
from trellis.analysis.indicator import Indicator

_own = partial(
    Indicator,
    theme="governance and leadership",
    unit="count",
    polarity="low",
    phases=peers.STATE,
    source="The authority's own return",
    first_year=2010,
    local=True,
    decimals=0,
    least=0.0,
)

GOVERNOR_VACANCIES = _own(
    id="governor_vacancies",
    name="Governor vacancies",
    definition="Seats on the governing body without a governor.",
    reads=("governor_vacancies",),
)
GOVERNOR_VACANCY_WEEKS = _own(
    id="governor_vacancy_weeks",
    name="Longest governor vacancy",
    definition="How many weeks the seat longest without a governor has been vacant.",
    reads=("governor_vacancy_weeks",),
)
INQUORATE_MEETINGS = _own(
    id="governor_meetings_inquorate",
    name="Inquorate governors' meetings",
    definition="Meetings of the governing body in the year that could not decide because too few attended.",
    reads=("governor_meetings_inquorate",),
)
HEAD_POST_VACANT = _own(
    id="head_post_vacant",
    name="Head's post vacant or filled for the time being",
    definition="1 when the headteacher's post is vacant or held by an acting or interim head, else 0.",
    unit="yes_no",
    reads=("head_post_vacant",),
    most=1.0,
)
HEAD_IN_FIRST_YEAR = _own(
    id="head_in_first_year",
    name="Head in the first year of the post",
    definition="1 when the headteacher took up the post within the last twelve months, else 0.",
    unit="yes_no",
    polarity="none",
    reads=("head_in_first_year",),
    most=1.0,
)
SECTION_175_GAPS = _own(
    id="section175_gaps",
    name="Gaps in the safeguarding audit",
    definition="Duties that the school's safeguarding audit (section 175 of the Education Act 2002) shows as not yet "
    "met.",
    reads=("section175_gaps",),
)
LESSON_QUALITY = _own(
    id="lesson_quality",
    name="Lessons of good quality",
    definition="Of the lessons that the school and its adviser saw together in the year, the share they agreed were "
    "of good quality.",
    theme="teaching",
    unit="percent",
    polarity="high",
    reads=("lesson_quality",),
    most=100.0,
)
