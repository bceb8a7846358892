"""Write the made-up data: `python -m benchmarks.pipeline.make FOLDER`."""

import sys
from pathlib import Path

from benchmarks.pipeline import shape

if __name__ == "__main__":
    shape.make(Path(sys.argv[1]))
