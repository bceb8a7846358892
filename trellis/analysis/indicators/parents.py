"""What parents say."""

from functools import partial

from trellis.analysis import peers
from trellis.analysis.indicator import Indicator

# The inspectorate shows a school's answers once ten parents have given theirs.
_parent_view = partial(
    Indicator,
    theme="parents",
    unit="percent",
    polarity="high",
    phases=peers.STATE,
    source="Ofsted Parent View",
    first_year=2012,
    interval="proportion",
    minimum_cohort=10,
    counts_pupils=False,
    decimals=0,
    least=0.0,
    most=100.0,
)

HAPPY = _parent_view(
    id="parent_view_happy",
    name="Parents: my child is happy at this school",
    definition="Of the parents who answered, the share who agreed or strongly agreed that their child is happy at "
    "the school.",
    reads=("parent_view_happy",),
)
SAFE = _parent_view(
    id="parent_view_safe",
    name="Parents: my child feels safe at this school",
    definition="Of the parents who answered, the share who agreed or strongly agreed that their child feels safe at "
    "the school.",
    reads=("parent_view_safe",),
)
BEHAVIOUR = _parent_view(
    id="parent_view_behaviour",
    name="Parents: the school makes sure its pupils are well behaved",
    definition="Of the parents who answered, the share who agreed or strongly agreed that the school makes sure its "
    "pupils are well behaved.",
    reads=("parent_view_behaviour",),
)
LEADERSHIP = _parent_view(
    id="parent_view_leadership",
    name="Parents: the school is led and managed well",
    definition="Of the parents who answered, the share who agreed or strongly agreed that the school is led and "
    "managed effectively.",
    reads=("parent_view_leadership",),
)
RECOMMEND = _parent_view(
    id="parent_view_recommend",
    name="Parents: I would recommend this school",
    definition="Of the parents who answered, the share who would recommend the school to another parent.",
    reads=("parent_view_recommend",),
)
COMPLAINTS = _parent_view(
    id="complaints",
    adds_up=True,
    name="Complaints",
    definition="Complaints about the school that reached the authority in the year, from its own records.",
    unit="count",
    polarity="low",
    interval="none",
    minimum_cohort=0,
    source="The authority's own return",
    local=True,
    reads=("complaints",),
    most=None,
)
