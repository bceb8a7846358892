"""What the register of system leaders is narrowed by: read from the address and held against what there is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from trellis.interfaces.web.providers.filters import ODD, Choice, choice
from trellis.leaders.models import LeaderKind
from trellis.leaders.queries.leaders import LeaderFile
from trellis.practice import areas
from trellis.practice.models import PHASES

WHERE = {"inside": "At a school of the authority", "outside": "Outside the authority"}


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What an address narrows the register to; "" for all."""

    kind: str = ""
    cohort: str = ""
    area: str = ""
    phase: str = ""
    where: str = ""

    def address(self, *, authority: str, **changes: str) -> str:
        """The query string of this with some things changed."""
        kept = {name: value for name, value in vars(replace(self, **changes)).items() if value}
        return "?" + urlencode({**kept, "authority": authority})


def read(given: Mapping[str, str], files: Sequence[LeaderFile]) -> tuple[Filters, str, tuple[Choice, ...]]:
    """The filters as an address has them, a sentence about what is none of the choices, and the choices."""
    own = {
        each.kind_id: each.kind_name
        for file in files
        for each in file.designations
        if each.own_id is not None
    }
    known = {key: label for key, label in LeaderKind.choices if key != LeaderKind.OWN}
    cohorts = sorted({cohort for file in files for cohort in file.cohorts})
    told: dict[str, tuple[str, str, Mapping[str, str]]] = {
        "kind": ("Designation", "All designations", {**known, **own}),
        "cohort": ("Cohort", "All cohorts", {each: each for each in cohorts}),
        "phase": ("Phase", "All phases", PHASES),
        "area": ("Specialism", "All areas", {each.id: each.name for each in areas.every().values()}),
        "where": ("Where they work", "Inside and outside", WHERE),
    }
    asked = {name: given.get(name, "") for name in told}
    kept = {name: value if value in told[name][2] else "" for name, value in asked.items()}
    choices = tuple(
        choice(name, text, everything, options, kept[name])
        for name, (text, everything, options) in told.items()
    )
    return Filters(**kept), ODD if kept != asked else "", choices


def narrowed(files: Sequence[LeaderFile], filters: Filters) -> list[LeaderFile]:
    """Those with a designation in force that is all that was asked for."""
    return [
        file
        for file in files
        if (not filters.where or file.leader.is_outside is (filters.where == "outside"))
        and any(
            (not filters.kind or each.kind_id == filters.kind)
            and (not filters.cohort or each.cohort == filters.cohort)
            and (not filters.area or filters.area in each.areas)
            and (not filters.phase or filters.phase in each.phases)
            for each in file.designations
        )
    ]
