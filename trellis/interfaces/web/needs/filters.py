"""What the figures of an area are narrowed by: read from the address, and written back to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from trellis.analysis.area_measure import GROUPS, PHASES, THEMES
from trellis.analysis.measuring.area_standing import Standing


@dataclass(frozen=True, kw_only=True)
class Filters:
    """One state of the page. "" leaves a filter out; anything unknown in an address reads as that."""

    theme: str = ""
    phase: str = ""
    group: str = ""
    authority: str = ""

    def address(self, **changes: str) -> str:
        """The query string of this state with some things changed."""
        state = replace(self, **changes)
        said = {
            "theme": state.theme,
            "phase": state.phase,
            "group": state.group,
            "authority": state.authority,
        }
        kept = {key: value for key, value in said.items() if value}
        return f"?{urlencode(kept)}" if kept else "?"

    @property
    def narrowed(self) -> bool:
        return bool(self.theme or self.phase or self.group)

    def among(self, standings: Iterable[Standing]) -> tuple[Standing, ...]:
        """Return the standings that these let through."""
        return tuple(
            each
            for each in standings
            if self.theme in ("", each.measure.theme)
            and self.phase in ("", each.measure.phase)
            and self.group in ("", each.measure.group)
        )


def read(query: Mapping[str, str]) -> Filters:
    """Return the filters an address asks for, leaving out what it has that means nothing."""

    def one_of(key: str, allowed: Mapping[str, str]) -> str:
        value = query.get(key, "")
        return value if value in allowed else ""

    return Filters(
        theme=one_of("theme", THEMES), phase=one_of("phase", PHASES), group=one_of("group", GROUPS)
    )
