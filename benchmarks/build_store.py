"""Build the warehouse of an installation: `python -m benchmarks.build_store HOME`. Prints what was built as JSON."""

import json
import sys
from pathlib import Path

from trellis.analysis.home import Home
from trellis.analysis.store import warehouse

if __name__ == "__main__":
    report = warehouse.build(Home(root=Path(sys.argv[1]).absolute()))
    steps = ", ".join(f"{step.lower()} {seconds:.2f} s" for step, seconds in report.seconds.items())
    print(
        json.dumps(
            {
                "schools": report.open_schools,
                "observations": report.observations,
                "indicators": report.indicators,
                "steps": [steps],
            }
        )
    )
