"""What the pack in force at an authority says of the process: its lists, its numbers and its clocks."""

from dataclasses import dataclass
from datetime import date

from trellis.analysis.home import Home
from trellis.analysis.judging import shelf
from trellis.analysis.judging.framework import Framework, FrameworkProblems
from trellis.analysis.judging.process import USUAL_CLOCKS, Clock, Process
from trellis.analysis.judging.shelf import NoSuchPack
from trellis.calendars.calendar import Calendar
from trellis.schools import queries as schools

USUAL = USUAL_CLOCKS
"""The clocks of a pack that says nothing of them."""

_BASIS = {"school_days": "school day", "working_days": "working day", "calendar_days": "day"}


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The process of one authority. `pack` is "" where none is in force, and the usual rules hold."""

    pack: str
    process: Process
    clocks: tuple[Clock, ...]
    level_names: tuple[str, str, str] = ("Secure", "Vulnerable", "Causing concern")

    def clock(self, name: str) -> Clock:
        """Return a clock by its id, the usual one where the pack has none. Raises KeyError for a name that is no clock's."""
        return {**{each.id: each for each in USUAL}, **{each.id: each for each in self.clocks}}[name]

    def due(self, name: str, *, counted_from: date, calendar: Calendar) -> date:
        """The day by which a clock asks for something. Raises NoTermSetUp."""
        clock = self.clock(name)
        match clock.basis:
            case "school_days":
                return calendar.school_days_after(counted_from, clock.days)
            case "working_days":
                return calendar.working_days_after(counted_from, clock.days)
            case "calendar_days":
                return date.fromordinal(counted_from.toordinal() + clock.days)

    def length(self, name: str) -> str:
        """How long a clock runs, in words: "10 school days". Raises KeyError as `clock` does."""
        clock = self.clock(name)
        return f"{clock.days} {_BASIS[clock.basis]}{'' if clock.days == 1 else 's'}"


def of(authority_code: str) -> Rules:
    """Return the rules of the pack in force at an authority; the usual ones before its first run, or where it cannot be read."""
    pack = schools.pack_of(authority_code)
    if not pack:
        return Rules(pack="", process=Process(), clocks=USUAL)
    try:
        return _of_pack(shelf.load(pack, home=Home.from_environment()))
    except (NoSuchPack, FrameworkProblems):
        return Rules(pack="", process=Process(), clocks=USUAL)


def _of_pack(framework: Framework) -> Rules:
    first, second, third = (level.name for level in framework.levels)
    return Rules(
        pack=framework.id,
        process=framework.process,
        clocks=framework.clocks,
        level_names=(first, second, third),
    )
