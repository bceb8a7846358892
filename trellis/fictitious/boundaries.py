"""Counties and unitary authorities as the Office for National Statistics draws them, on the British National Grid."""

import json
from pathlib import Path

from trellis.fictitious import land
from trellis.fictitious.truth import Truth


def write(truth: Truth, folder: Path) -> list[Path]:
    features = [
        {
            "type": "Feature",
            "id": number,
            "geometry": {"type": "Polygon", "coordinates": [land.outline(authority)]},
            "properties": {
                "FID": number,
                "CTYUA25CD": authority.gss,
                "CTYUA25NM": authority.name,
                "CTYUA25NMW": " ",
                "BNG_E": authority.easting,
                "BNG_N": authority.northing,
            },
        }
        for number, authority in enumerate(truth.nation.authorities, start=1)
    ]
    told = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "EPSG:27700"}},
        "features": features,
    }
    path = folder / "boundaries" / "CTYUA_DEC_2025_EN_BUC.geojson"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(json.dumps(told, separators=(",", ":")).encode())
    return [path]
