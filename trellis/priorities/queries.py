"""Every read of the area's strengths and needs: what its figures propose, and what people have marked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from trellis.accounts.models import User
from trellis.accounts.roles import ROLES
from trellis.analysis.measuring.area_standing import Standing
from trellis.priorities import state
from trellis.priorities.models import Marking, Need


@dataclass(frozen=True, kw_only=True)
class Marked:
    """A need as marked, with its markings, the newest first."""

    need: Need
    markings: tuple[Marking, ...]

    @property
    def newest(self) -> Marking:
        return self.markings[0]


@dataclass(frozen=True, kw_only=True)
class Priority:
    """One strength or need that the figures propose, and what people have marked of it (None: nothing yet)."""

    standing: Standing
    marked: Marked | None


@dataclass(frozen=True, kw_only=True)
class Priorities:
    """The strongest few of each, and how many there are of each in all. `compared` is how many figures were looked at.

    `marked_besides` are needs that people marked and that are not among `needs`. `nothing` is a sentence that says
    why nothing can be shown, "" where something can.
    """

    strengths: tuple[Priority, ...] = ()
    needs: tuple[Priority, ...] = ()
    all_strengths: int = 0
    all_needs: int = 0
    compared: int = 0
    marked_besides: tuple[Marked, ...] = ()
    nothing: str = ""


def top(authority: str, *, today: date, limit: int = 5) -> Priorities:
    """Return an authority's first strengths and needs with what is marked of each. This will make two queries.

    The figures are read from the data as built; where none can be read, `nothing` says so.
    """
    from trellis.analysis.measuring import area_standing

    held, nothing = state.standings(authority, today=today)
    marked = {each.need.measure: each for each in marked_of(authority)}
    strengths = area_standing.best_first(held, "strength")
    needs = area_standing.best_first(held, "need")
    shown = needs[:limit]
    return Priorities(
        strengths=tuple(Priority(standing=s, marked=marked.get(s.measure.id)) for s in strengths[:limit]),
        needs=tuple(Priority(standing=s, marked=marked.get(s.measure.id)) for s in shown),
        all_strengths=len(strengths),
        all_needs=len(needs),
        compared=sum(s.verdict in area_standing.COMPARED for s in held),
        marked_besides=tuple(
            each for key, each in marked.items() if key not in {s.measure.id for s in shown}
        ),
        nothing=nothing,
    )


def marked_of(authority: str) -> list[Marked]:
    """Return every need marked at an authority, by name. This will make two queries, however many there are."""
    found = (
        Need.objects.filter(authority_id=authority)
        .order_by("name", "id")
        .prefetch_related("markings__by", "markings__owner")
    )
    return [_marked(need) for need in found]


def marked(authority: str, measure: str) -> Marked | None:
    """Return a need of an authority as marked; None where it has not been."""
    found = (
        Need.objects.filter(authority_id=authority, measure=measure)
        .prefetch_related("markings__by", "markings__owner")
        .first()
    )
    return None if found is None else _marked(found)


def owners(authority: str, *, on: date) -> QuerySet[User]:
    """Return who may own a need: those who hold a post at the authority itself that day, by name."""
    at_the_authority = [role.id for role in ROLES.values() if not role.at_school]
    posts = _posts(authority, at_the_authority, on=on)
    return User.objects.filter(is_active=True, pk__in=posts).order_by("name", "pk")


def _posts(authority: str, roles: Iterable[str], *, on: date) -> "QuerySet[User, int]":
    from trellis.accounts.models import Post

    held = Post.objects.filter(authority_code=authority, role__in=list(roles))
    return held.held_on(on).values_list("user_id", flat=True)  # type: ignore[return-value]


def _marked(need: Need) -> Marked:
    return Marked(need=need, markings=tuple(need.markings.all()))
