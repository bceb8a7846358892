"""The directory as a list and as a map, how much there is in it, and what is on its way there."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trellis.accounts.roles import Permission
from trellis.interfaces.web.practice import filters as narrowing
from trellis.interfaces.web.practice import loading, places, presenters
from trellis.interfaces.web.practice.filters import Filters
from trellis.interfaces.web.practice.loading import Opened
from trellis.interfaces.web.practice.places import Ground
from trellis.leadership.queries import networks
from trellis.practice import areas
from trellis.practice.queries import contact, entries
from trellis.practice.queries.entries import EntryFile
from trellis.schools import data
from trellis.schools import queries as schools
from trellis.search import directory as searching
from trellis.search.directory import Matches


@dataclass(frozen=True, kw_only=True)
class _Looked:
    """What was looked for, and what was found."""

    filters: Filters
    odd: str
    near: Sequence[tuple[int, str]]
    networks: Sequence[tuple[int, str]]
    ground: Ground
    nothing: str
    matches: Matches

    @property
    def files(self) -> list[EntryFile]:
        return [each.file for each in self.matches.found]


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """What is published, as it is searched for; for members how much there is."""
    opened = loading.directory(request, counts_do=True)
    every = entries.current(opened.code, today=opened.today)
    if not opened.reads:
        of_areas, of_phases = presenters.counted(every)
        context = opened.context(total=len(every), areas=of_areas, phases=of_phases)
        return render(request, "practice/counts.html", context)
    looked = _looked(request, opened, every)
    load = contact.load({each.entry.school_id for each in looked.files}, today=opened.today)
    context = opened.context(
        **_shown(opened, looked),
        lines=presenters.lines(looked.matches, looked.filters, looked.ground, load),
        total=len(every),
    )
    return render(request, "practice/directory.html", context)


@require_safe
def directory_map(request: HttpRequest) -> HttpResponse:
    """The same as the list, on a map with its table."""
    opened = loading.directory(request)
    looked = _looked(request, opened, entries.current(opened.code, today=opened.today))
    outline, _ = data.told(lambda: places.outline(opened.code), otherwise=places.Outline())
    context = opened.context(
        **_shown(opened, looked),
        lines=presenters.lines(looked.matches, looked.filters, looked.ground, {}),
        page=presenters.mapped(looked.files, looked.ground, outline, authority=opened.name),
    )
    return render(request, "practice/map.html", context)


@require_safe
def under_way(request: HttpRequest) -> HttpResponse:
    """The entries on their way of the schools that the reader works with, and those that ask for a look."""
    opened = loading.directory(request)
    if not opened.takes_part:
        raise PermissionDenied(
            "What is on its way is for headteachers and advisers, who nominate, consent and verify."
        )
    mine = schools.visible_to(
        opened.user, on=opened.today, permission=Permission.PRACTICE_NOMINATE, held=opened.frame.held
    ).filter(authority_id=opened.code)
    files = entries.of_schools(mine, today=opened.today)
    waiting = [each for each in files if not each.is_current or each.is_review_due or each.has_new_words]
    context = opened.context(waiting=presenters.waiting(waiting))
    return render(request, "practice/under_way.html", context)


def _looked(request: HttpRequest, opened: Opened, every: Sequence[EntryFile]) -> _Looked:
    near = _near(opened)
    files = networks.at(opened.code, today=opened.today)
    named = [(each.network.pk, each.wording.name) for each in files]
    filters, odd = narrowing.read(request.GET, near=near, networks=named)
    of_network = next(
        (networks.urns_in(each) for each in files if str(each.network.pk) == filters.network), frozenset()
    )
    urns = {each.entry.school_id for each in every}
    ground, nothing = data.told(lambda: places.ground(urns, of=filters.from_urn), otherwise=places.NOTHING)
    kept = presenters.narrowed(every, filters, ground, of_network=of_network)
    return _Looked(
        filters=filters,
        odd=odd,
        near=near,
        networks=named,
        ground=ground,
        nothing=nothing,
        matches=searching.find(kept, filters.q),
    )


def _near(opened: Opened) -> list[tuple[int, str]]:
    """The open schools from which the reader may look: those that they read of by name."""
    seen = schools.visible_to(
        opened.user, on=opened.today, permission=Permission.PRACTICE_READ, held=opened.frame.held
    ).filter(authority_id=opened.code, is_open=True)
    return [(urn, name) for urn, name, _ in schools.named(seen)]


def _shown(opened: Opened, looked: _Looked) -> dict[str, object]:
    filters = looked.filters
    return {
        "filters": filters,
        "odd": looked.odd,
        "choices": narrowing.offered(filters, near=looked.near, networks=looked.networks),
        "found": presenters.found(
            len(looked.matches.found), filters=filters, is_whole=looked.matches.is_whole
        ),
        "query": filters.address(authority=opened.code),
        "everything": f"?authority={opened.code}",
        "takes_part": opened.takes_part,
        "no_figures": looked.nothing if filters.near else "",
        "wrong": areas.wrong(),
    }
