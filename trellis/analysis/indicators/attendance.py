"""How much of school pupils miss, and how many miss much of it."""

from functools import partial

from trellis.analysis import peers
from trellis.analysis.indicator import Indicator

# No absence figures were published for schools in 2019/20; those of 2020/21 leave out pupils at home because of
# the pandemic.
_absence = partial(
    Indicator,
    theme="attendance",
    unit="percent",
    polarity="low",
    phases=peers.COMPULSORY,
    source="Pupil absence in schools in England",
    first_year=2007,
    not_published=(2020,),
    interval="none",
    minimum_cohort=11,
    least=0.0,
    most=100.0,
)

OVERALL = _absence(
    id="absence_overall",
    name="Overall absence",
    definition="Of the half-day sessions that pupils of compulsory school age could have attended, the share missed "
    "for any reason.",
    reads=("absence_overall",),
    lait=("TotAbs",),
)
AUTHORISED = _absence(
    id="absence_authorised",
    name="Authorised absence",
    definition="Of the half-day sessions that pupils could have attended, the share missed with the school's leave, "
    "such as for illness.",
    polarity="none",
    reads=("absence_authorised",),
    lait=("TotAuthAbs",),
)
UNAUTHORISED = _absence(
    id="absence_unauthorised",
    name="Unauthorised absence",
    definition="Of the half-day sessions that pupils could have attended, the share missed without the school's "
    "leave, lateness after the register closed included.",
    reads=("absence_unauthorised",),
    lait=("TotUnAuthAbs",),
)
ILLNESS = _absence(
    id="absence_illness",
    name="Absence for illness",
    definition="Of the half-day sessions that pupils could have attended, the share missed for illness, without "
    "medical and dental appointments.",
    polarity="none",
    reads=("absence_illness",),
)
PERSISTENT = _absence(
    id="persistent_absence",
    name="Persistent absence",
    definition="Of the pupils enrolled, the share who missed a tenth or more of the half-day sessions they could have "
    "attended.",
    interval="proportion",
    reads=("persistent_absence",),
    lait=("TotPerAbNew",),
)
SEVERE = _absence(
    id="severe_absence",
    name="Severe absence",
    definition="Of the pupils enrolled, the share who missed half or more of the half-day sessions they could have "
    "attended.",
    interval="proportion",
    reads=("severe_absence",),
    lait=("TotSevPerAbNew",),
)
