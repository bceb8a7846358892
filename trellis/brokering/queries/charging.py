"""What is charged of a brokered support that is closed or ended: the agreed cost in the proportion of days given to days agreed."""

from dataclasses import dataclass
from decimal import Decimal

from trellis.brokering.models.agreed import OF_AUTHORITY, QUARTER, Funding
from trellis.brokering.queries.supports import SupportFile
from trellis.providers.models import Kind

CHARGES = frozenset({"close", "close_unheard", "end"})
"""The steps that charge what was given."""


@dataclass(frozen=True, kw_only=True)
class Charging:
    """What a support charges, in pence: to the school that is helped, or to the authority’s `funding` where `is_central`."""

    given: Decimal
    agreed: Decimal
    cost: int
    funding: str
    is_central: bool

    @property
    def pence(self) -> int:
        return in_proportion(self.cost, given=self.given, agreed=self.agreed)


def in_proportion(cost: int, *, given: Decimal, agreed: Decimal) -> int:
    """Pence of a cost in the proportion of days given to days agreed, to the nearest penny; half a penny is one. At most the cost."""
    part, whole = (int(each / QUARTER) for each in (given, agreed))
    return min(cost, (2 * cost * part + whole) // (2 * whole))


def of(file: SupportFile) -> Charging | None:
    """What a support charges: what the authority gave itself, or pays for. None where it charges nothing whatever is given.

    That is so of what a school commissioned, of what costs nothing, and between a school and another provider.
    """
    terms, provider = file.terms, file.provider
    if not file.is_brokered or terms is None or provider is None or not terms.cost:
        return None
    is_central = terms.funding in OF_AUTHORITY
    if not is_central and not (terms.funding == Funding.SCHOOL and provider.kind == Kind.LA_TEAM):
        return None
    return Charging(
        given=file.days_given,
        agreed=terms.days,
        cost=int(terms.cost * 100),
        funding=terms.funding,
        is_central=is_central,
    )
