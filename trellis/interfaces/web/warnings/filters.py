"""What the early-warning list is narrowed by: read from the address, and written back to it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from trellis.screening.models import Trend

# The order of the list, and what each kind asks of the reader
KINDS = {
    Trend.CALL.value: "Worth a call",
    Trend.COUNTED.value: "Counted by the pack already",
    Trend.CHANCE.value: "Within chance",
    Trend.SHORT.value: "Too little to say",
    Trend.STEADY.value: "Not moving for the worse",
}


@dataclass(frozen=True, kw_only=True)
class Filters:
    """One state of the list. Anything unknown in an address reads as if it were left out."""

    kind: str = Trend.CALL.value
    phase: str = ""
    theme: str = ""
    authority: str = ""
    run: str = ""
    page: int = 1

    def address(self, **changes: object) -> str:
        """The query string of this state with some things changed. Changing anything goes back to page 1."""
        state = replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]
        said = {
            "kind": "" if state.kind == Trend.CALL.value else state.kind,
            "phase": state.phase,
            "theme": state.theme,
            "authority": state.authority,
            "run": state.run,
            "page": "" if state.page == 1 else str(state.page),
        }
        kept = {key: value for key, value in said.items() if value}
        return f"?{urlencode(kept)}" if kept else "?"

    @property
    def lasting(self) -> str:
        """The part of the address that other pages of the same run and authority keep."""
        return Filters(authority=self.authority, run=self.run).address()


def read(asked: Mapping[str, str], *, phases: Mapping[str, str]) -> Filters:
    """Return the filters an address asks for, leaving out what it has that means nothing."""
    page = asked.get("page", "")
    return Filters(
        kind=kind if (kind := asked.get("kind", "")) in KINDS else Trend.CALL.value,
        phase=phase if (phase := asked.get("phase", "")) in phases else "",
        theme=asked.get("theme", "")[:60],
        authority=asked.get("authority", "")[:10],
        run=asked.get("run", ""),
        page=max(1, int(page)) if page.isascii() and page.isdecimal() and len(page) < 7 else 1,
    )
