"""What the list of schools is narrowed and ordered by: read from the address, and written back to it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from trellis.interfaces.web.govuk import levels

LEVELS = levels.BANDS
SORTS = {"concern": "most concern first", "name": "name", "coverage": "least known first"}

WATCHED = {"yes": "On your watchlist"}


@dataclass(frozen=True, kw_only=True)
class Filters:
    """One state of the list. An empty string leaves a filter out; anything unknown in an address reads as empty."""

    search: str = ""
    phase: str = ""
    level: str = ""
    relationship: str = ""
    watched: str = ""
    sort: str = "concern"
    authority: str = ""
    run: str = ""
    page: int = 1

    def address(self, **changes: object) -> str:
        """The query string of this state with some things changed. Changing anything goes back to page 1."""
        state = replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]
        said = {
            "q": state.search,
            "phase": state.phase,
            "level": state.level,
            "relationship": state.relationship,
            "watched": state.watched,
            "sort": "" if state.sort == "concern" else state.sort,
            "authority": state.authority,
            "run": state.run,
            "page": "" if state.page == 1 else str(state.page),
        }
        kept = {key: value for key, value in said.items() if value}
        return f"?{urlencode(kept)}" if kept else "?"

    @property
    def everything(self) -> str:
        """The query string of the same run and authority with nothing left out."""
        return self.address(search="", phase="", level="", relationship="", watched="", sort="concern")

    @property
    def narrowed(self) -> bool:
        return bool(self.search or self.phase or self.level or self.relationship or self.watched)

    @property
    def lasting(self) -> str:
        """The query string of this state as a saved list keeps it: of whichever run is then the newest, from page 1."""
        return self.address(authority="", run="")


def read(query: Mapping[str, str], *, phases: Mapping[str, str], relationships: Mapping[str, str]) -> Filters:
    """Return the filters an address asks for, leaving out what it has that means nothing."""

    def one_of(key: str, allowed: Mapping[str, str]) -> str:
        value = query.get(key, "")
        return value if value in allowed else ""

    page = query.get("page", "")
    run = query.get("run", "")
    return Filters(
        search=" ".join(query.get("q", "").replace("\0", "").split())[:100],
        phase=one_of("phase", phases),
        level=one_of("level", LEVELS),
        relationship=one_of("relationship", relationships),
        watched=one_of("watched", WATCHED),
        sort=one_of("sort", SORTS) or "concern",
        authority=query.get("authority", "") if len(query.get("authority", "")) == 3 else "",
        run=run if run.isdecimal() and run.isascii() and len(run) < 10 else "",
        page=int(page) if page.isdecimal() and page.isascii() and len(page) < 5 and int(page) > 0 else 1,
    )
