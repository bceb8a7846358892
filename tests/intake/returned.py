"""Returns that came on a day, as what is held of them says, for the tests of what is due."""

import json
from datetime import UTC, date, datetime, time
from pathlib import Path

from tests import builders
from trellis.analysis.files.release import to_json
from trellis.analysis.home import Home


def came(dataset: str, *, on: date, authority: str = "801", state: str = "current") -> Path:
    """Keep that a return came, in the installation of the test, beside those that came before."""
    manifest = Home.from_environment().manifest
    manifest.parent.mkdir(parents=True, exist_ok=True)
    held = json.loads(manifest.read_text())["releases"] if manifest.exists() else []
    made = builders.release(
        f"{authority}-{dataset}-{len(held)}",
        known_from=on,
        dataset=dataset,
        authority=authority,
        imported_at=datetime.combine(on, time(12), tzinfo=UTC),
        state=state,
    )
    manifest.write_text(json.dumps({"version": 1, "releases": [*held, to_json(made)]}))
    return manifest
