"""What the warehouse holds of one school today, in the terms of the pages. The one place here that asks it."""

from collections.abc import Mapping, Sequence

from trellis.interfaces.web.schools.indicators import Held
from trellis.interfaces.web.schools.presenters import InspectionShown
from trellis.interfaces.web.schools.similar import Neighbour
from trellis.interfaces.web.schools.sources import RowHeld
from trellis.schools import data
from trellis.schools.models import School


def history_line(urn: int) -> str:
    """Tell the schools before this one in one line; "" where there are none."""
    held = data.warehouse()
    return "" if held is None else ""


def inspection(urn: int) -> InspectionShown | None:
    """The latest graded inspection, in the terms of its own framework."""
    return None


def indicators(school: School) -> Sequence[Held]:
    """Every indicator of the school with its years, in the order of themes."""
    return ()


def similar(
    urn: int,
) -> tuple[Mapping[str, float | None], Sequence[Neighbour], Mapping[str, str]]:
    """The school's own features, its similar schools, and the features' names."""
    return {}, (), {}


def source(*, release: str, row: int, school: School, cited: bool) -> RowHeld | None:
    """One row of a release; None where there is none, or it is not this school's to see."""
    return None
