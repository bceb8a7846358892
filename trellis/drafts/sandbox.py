"""A pack and the facts it reads, held warm in this process, so that a change costs only what it changes."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from trellis.analysis.home import Home
from trellis.analysis.judging import criterion as language
from trellis.analysis.judging import evaluation, setting, shelf
from trellis.analysis.judging.column_cache import ColumnCache
from trellis.analysis.judging.criterion import COMPARATOR_WORDS
from trellis.analysis.judging.evaluation import Assessments
from trellis.analysis.judging.framework import Framework, FrameworkProblems
from trellis.analysis.judging.setting import Setting
from trellis.analysis.store.facts import Facts
from trellis.analysis.store.recorded import NOTHING, Recorded, merged
from trellis.judgements import feed
from trellis.schools import data

# England for a pack takes some 100 MB, an authority almost nothing; older ones are let go.
_ENGLANDS, _AUTHORITIES = 1, 8
# Answers of changed tests that are kept beside the pack's own, a byte for each school and answer.
_MOST_ANSWERS = 600

_lock = threading.Lock()
_warm: "OrderedDict[tuple[str, str, str, Recorded], Warm]" = OrderedDict()
_packs: dict[tuple[str, int, int], Framework] = {}
_settings: dict[str, tuple[Setting, ...]] = {}


@dataclass
class Warm:
    """The facts of an authority (or of England), the pack's own screening of them, and its answers."""

    facts: Facts
    before: Assessments
    cache: ColumnCache
    own: dict[Any, Any] = field(default_factory=dict)

    def assess(self, changed: Framework) -> Assessments:
        """Return the screening by a changed pack: only what the change touches is worked out."""
        if len(self.cache.answers) > len(self.own) + _MOST_ANSWERS:
            self.cache.answers = dict(self.own)
            self.cache.unheld = {}
        return evaluation.assess(changed, self.facts, cache=self.cache)


def warm(pack: Framework, *, authority: str | None) -> Warm | None:
    """Return the pack with the facts of an authority, its own returns among them, or with England's public ones.

    What people have recorded in Trellis of the authority's schools is among its facts, as in a run of today. None where
    nothing has been built yet. Facts are read again when a build has replaced the warehouse, or more was recorded.
    """
    held = data.warehouse()
    if held is None:
        return None
    today = timezone.localdate()
    said = feed.known(authority, on=today) if authority is not None else NOTHING
    key = (held.build_id, pack.hash, authority or "", said)
    with _lock:
        found = _warm.get(key)
        if found is None:
            facts = held.facts(indicators=columns(pack), authority=authority, sources=False)
            if said != NOTHING:
                facts = merged(facts, said, as_of=today)
            cache = ColumnCache(facts)
            before = evaluation.assess(pack, facts, cache=cache)
            found = Warm(facts=facts, before=before, cache=cache, own=dict(cache.answers))
            _warm[key] = found
            _let_go(held.build_id)
        _warm.move_to_end(key)
        return found


def columns(pack: Framework) -> dict[str, frozenset[str]]:
    """Return what a pack reads of each indicator, with every comparator that a test could be given instead."""
    wanted = dict(pack.columns_read())
    for tree in pack.trees():
        for leaf in language.leaves(tree):
            more: tuple[str, ...] = ()
            if isinstance(leaf, language.Threshold) and leaf.than is not None:
                more = tuple(COMPARATOR_WORDS)
            elif isinstance(leaf, language.Percentile):
                more = ("percentile", "similar_percentile")
            if more:
                indicator = getattr(leaf, "indicator", "")
                wanted[indicator] = wanted.get(indicator, frozenset()) | frozenset(more)
    return wanted


def pack(name: str) -> Framework:
    """Return a pack of the shelf, read again only when its file has changed. Raises as `shelf.load` does."""
    file = shelf.folder() / name / "framework.yaml"
    try:
        found = file.stat() if name in shelf.names() else None
    except OSError:
        found = None
    if found is None:
        return shelf.load(name)
    key = (str(file), found.st_mtime_ns, found.st_size)
    if key not in _packs:
        _packs[key] = shelf.load(name, home=Home.from_environment())
    return _packs[key]


def packs() -> tuple[Framework, ...]:
    """Return every pack that can be used, the newest first."""
    usable = []
    for name in shelf.names():
        try:
            usable.append(pack(name))
        except FrameworkProblems:
            continue
    return tuple(sorted(usable, key=lambda one: one.effective_from, reverse=True))


def settings(of: Framework) -> tuple[Setting, ...]:
    """Return the pack's settings, worked out once."""
    if of.hash not in _settings:
        _settings[of.hash] = setting.of(of)
    return _settings[of.hash]


def _let_go(build_id: str) -> None:
    for key in [key for key in _warm if key[0] != build_id]:
        del _warm[key]
    englands = [key for key in _warm if not key[2]]
    authorities = [key for key in _warm if key[2]]
    for key in [*englands[:-_ENGLANDS], *authorities[:-_AUTHORITIES]]:
        del _warm[key]
