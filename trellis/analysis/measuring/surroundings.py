"""Whom each school is set beside: its peers in the nation, its authority and its neighbours, and its similar schools."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trellis.analysis.indicator import Indicator
from trellis.analysis.measuring import statistics
from trellis.analysis.measuring.similar import Sets
from trellis.analysis.places import ages
from trellis.analysis.places.roster import Roster

Integers = npt.NDArray[np.int32]


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """Whom each school is set beside, made once for all indicators. Keyed by `peer_groups`."""

    groups: Mapping[str, Integers]
    authority: Mapping[str, statistics.Segments]
    neighbours: Mapping[str, statistics.Segments]
    similar: Sets


def surroundings(roster: Roster, neighbours: Mapping[str, Sequence[str]], similar: Sets) -> Surroundings:
    """Return the sets a school is compared with. `neighbours` gives each authority's statistical neighbours."""
    late = late_starters(roster)
    apart = roster.key_stage_peers.max(initial=0) + 1
    groups = {
        "phase": roster.phase_peers,
        "key_stage": roster.key_stage_peers,
        "key_stage_4": np.where(late, apart, roster.key_stage_peers).astype(np.int32),
    }
    # One authority has too few late starters for a middle
    near = {**groups, "key_stage_4": np.where(late, -1, roster.key_stage_peers).astype(np.int32)}
    return Surroundings(
        groups=groups,
        authority={name: statistics.Segments.by(_keys(roster, of)) for name, of in near.items()},
        neighbours={name: _neighbour_segments(roster, of, neighbours) for name, of in near.items()},
        similar=similar,
    )


def peer_groups(indicator: Indicator) -> str:
    """Return by which groups schools are compared: those of `Indicator.compared`, late starters apart for key stage 4."""
    return (
        "key_stage_4"
        if indicator.compared == "key_stage" and indicator.key_stage == 4
        else indicator.compared
    )


def late_starters(roster: Roster) -> npt.NDArray[np.bool_]:
    """Return which schools pupils join late, as `ages.left_out` tells."""
    return (roster.left_out & ages.LATE_START) != 0


def _keys(roster: Roster, groups: Integers) -> Integers:
    width = int(groups.max(initial=0)) + 1
    both = (roster.authority_index >= 0) & (groups >= 0)
    return np.where(both, roster.authority_index * width + groups, -1).astype(np.int32)


def _neighbour_segments(
    roster: Roster, groups: Integers, neighbours: Mapping[str, Sequence[str]]
) -> statistics.Segments:
    width = int(groups.max(initial=0)) + 1
    order = {code: i for i, code in enumerate(roster.authorities)}
    of = [np.flatnonzero((roster.authority_index == i) & (groups >= 0)) for i in range(len(order))]
    members, segments = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for code, near in neighbours.items():
        if code in order:
            theirs = np.concatenate(
                [np.empty(0, dtype=np.int64), *(of[order[n]] for n in near if n in order)]
            )
            members.append(theirs)
            segments.append(order[code] * width + groups[theirs])
    return statistics.Segments(
        member=np.concatenate(members).astype(np.int32),
        segment=np.concatenate(segments).astype(np.int32),
        size=len(order) * width,
        of_school=_keys(roster, groups),
    )
