"""Which schools an address asks to compare, and whether this user may: chosen and authorised in one step."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from trellis.accounts.roles import Permission
from trellis.interfaces.web.compare import figures
from trellis.interfaces.web.govuk.layout import Frame
from trellis.interfaces.web.schools import loading
from trellis.problem import Refusal
from trellis.schools import data, queries
from trellis.schools.models import School

FEWEST, MOST = 2, 6


class WrongNumber(Refusal):
    """Too few or too many schools were chosen."""


class NotToCompare(Refusal):
    """A school does not exist, or is not one that this user may compare. Which of the two is not said."""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The schools in the order asked for. Those not in `seen` are shown by what is published of them alone."""

    frame: Frame
    urns: tuple[int, ...]
    seen: tuple[School, ...]
    with_set: bool

    @property
    def others(self) -> tuple[int, ...]:
        """The URNs of the schools that the user may not open."""
        seen = {school.urn for school in self.seen}
        return tuple(urn for urn in self.urns if urn not in seen)


def choose(request: HttpRequest) -> Chosen:
    """Return the schools to compare.

    A school that the user may not open can still be compared where it is in the set of similar schools of one that
    they may. Raises WrongNumber and NotToCompare, and PermissionDenied for a role that sees no school by name.
    """
    frame = loading.allowed(request, Permission.EVIDENCE_READ, here="schools")
    with_set = request.GET.get("with", "") == "similar"
    asked = tuple(dict.fromkeys(request.GET.getlist("urn")))
    _check_number(len(asked), with_set=with_set)
    urns = tuple(dict.fromkeys(_urn(text) for text in asked))
    visible = queries.visible_to(request.user, on=timezone.localdate(), held=frame.held)  # type: ignore[arg-type]
    found = {school.urn: school for school in visible.select_related("authority").filter(urn__in=urns)}
    chosen = Chosen(
        frame=frame,
        urns=urns,
        seen=tuple(found[urn] for urn in urns if urn in found),
        with_set=with_set,
    )
    if chosen.others:
        similar = _similar_to(chosen.seen)
        refused = [urn for urn in chosen.others if urn not in similar]
        if refused:
            raise _not_to_compare([str(urn) for urn in refused])
    return chosen


def _check_number(number: int, *, with_set: bool) -> None:
    if with_set:
        if number != 1:
            raise WrongNumber("One school at a time is compared with its similar schools. Choose one.")
    elif not FEWEST <= number <= MOST:
        said = {0: "None is", 1: "One is"}.get(number, f"{number} are")
        raise WrongNumber(f"Choose {FEWEST} to {MOST} different schools to compare. {said} chosen now.")


def _urn(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise _not_to_compare([text[:20]])
    return int(text)


def _not_to_compare(named: Sequence[str]) -> NotToCompare:
    return NotToCompare(
        f"URN {', '.join(named)}: no such school is among those that you can compare. You can compare the schools "
        "that you work with, and the similar schools of each."
    )


def _similar_to(seen: Sequence[School]) -> frozenset[int]:
    nobody: frozenset[int] = frozenset()
    found, _ = data.told(
        lambda: frozenset(urn for school in seen for urn in figures.similar_set(school.urn)),
        otherwise=nobody,
    )
    return found
