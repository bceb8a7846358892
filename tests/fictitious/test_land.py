"""The invented land: every school within its authority's outline, towns as clusters, no two authorities over each other."""

import json
from collections import defaultdict
from itertools import combinations, pairwise

import numpy as np

from trellis.fictitious import land
from trellis.fictitious.places import AUTHORITIES


def _inside(corners: tuple[tuple[int, int], ...], x: float, y: float) -> bool:
    """Whether a line to the right of a point crosses the outline an odd number of times."""
    crossed = 0
    for (x0, y0), (x1, y1) in pairwise(corners):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
            crossed += 1
    return crossed % 2 == 1


def test_every_school_stands_within_its_authority(made):
    outlines = {each.code: land.outline(each) for each in AUTHORITIES}
    lost = [
        site.last.name
        for site in made.truth.nation.sites
        if not _inside(outlines[site.authority.code], site.easting, site.northing)
    ]
    assert lost == []


def test_the_schools_of_a_town_stand_nearer_to_one_another_than_to_the_rest(made):
    nation = made.truth.nation
    towns = defaultdict(list)
    for site in nation.of(nation.severnshire):
        towns[site.town].append((site.easting, site.northing))
    spread = np.mean([np.std(places, axis=0).mean() for places in towns.values() if len(places) > 3])
    everywhere = np.std([place for places in towns.values() for place in places], axis=0).mean()
    assert spread < everywhere / 3


def test_no_authority_reaches_into_another():
    outlines = [np.array(land.outline(each)) for each in AUTHORITIES]
    for (one, here), (other, there) in combinations(zip(AUTHORITIES, outlines, strict=True), 2):
        apart = np.hypot(one.easting - other.easting, one.northing - other.northing)
        reach = sum(
            np.hypot(*(ring - (each.easting, each.northing)).T).max()
            for each, ring in ((one, here), (other, there))
        )
        assert reach <= apart, (one.name, other.name)


def test_the_boundaries_are_read_by_the_real_importer_and_found_by_the_register(made, held):
    told = json.loads(made.find("boundaries/*.geojson").read_bytes())
    assert len(told["features"]) == len(AUTHORITIES)
    found = held.boundary("799")
    assert found.name == "Severnshire"
    assert found.outline.count(",") == land.CORNERS
