"""Who teaches, and whether they stay."""

from functools import partial

from trellis.analysis import peers
from trellis.analysis.indicator import Indicator

# The census is taken each November; the year is the academic year it falls in.
_workforce = partial(
    Indicator,
    theme="workforce",
    unit="count",
    polarity="none",
    phases=peers.STATE,
    source="School workforce in England",
    first_year=2011,
    least=0.0,
)
_own = partial(_workforce, source="The authority's own return", local=True)

PUPIL_TEACHER_RATIO = _workforce(
    id="pupil_teacher_ratio",
    name="Pupils for each teacher",
    definition="Pupils on roll for each qualified teacher, both as full-time equivalents.",
    unit="ratio",
    reads=("pupil_teacher_ratio",),
)
TEACHERS = _workforce(
    id="teachers_fte",
    adds_up=True,
    name="Teachers",
    definition="Teachers employed on census day, as full-time equivalents.",
    reads=("teachers_fte",),
)
STAFF = _workforce(
    id="staff_fte",
    adds_up=True,
    name="Staff",
    definition="All staff employed on census day, as full-time equivalents.",
    reads=("staff_fte",),
)
SICKNESS = _workforce(
    id="teacher_sickness_days",
    name="Teachers' days of sickness",
    definition="The mean number of days lost to sickness in the year by teachers who took any.",
    polarity="low",
    reads=("teacher_sickness_days",),
)
TURNOVER = _workforce(
    id="teacher_turnover",
    name="Teacher turnover",
    definition="Of the teachers employed a year before, the share no longer at the school.",
    unit="percent",
    polarity="low",
    reads=("teacher_turnover",),
    most=100.0,
)
VACANCIES = _workforce(
    id="teacher_vacancies",
    adds_up=True,
    name="Teacher vacancies",
    definition="Full-time posts for teachers that were vacant, or filled for less than a year, on census day.",
    polarity="low",
    reads=("teacher_vacancies",),
)
STAFF_TURNOVER = _own(
    id="staff_turnover",
    name="Staff turnover",
    definition="Of the staff employed a year before, the share no longer at the school, from the authority's own "
    "records.",
    unit="percent",
    polarity="low",
    reads=("staff_turnover",),
    most=100.0,
)
STAFF_VACANCIES = _own(
    id="staff_vacancies",
    adds_up=True,
    name="Staff vacancies",
    definition="Posts vacant or filled for the time being, from the authority's own records.",
    polarity="low",
    reads=("staff_vacancies",),
)
