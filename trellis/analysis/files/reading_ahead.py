"""Several files read at once, and told in their order."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from trellis.analysis.files.finding import Found

T = TypeVar("T")


def read_ahead(
    files: Sequence[Found], told: Callable[[Found], T], workers: int
) -> Iterator[tuple[Found, Callable[[], T]]]:
    """Yield each file with what gives what it was understood to be, read by then when there are several workers."""
    if workers == 1:
        for found in files:
            yield found, partial(told, found)
        return
    with ThreadPoolExecutor(workers) as pool:
        begun = {
            place: pool.submit(told, files[place])
            for place in sorted(range(len(files)), key=lambda place: -_size(files[place]))
        }
        for place, found in enumerate(files):
            yield found, begun[place].result


def _size(found: Found) -> int:
    try:
        return sum(path.stat().st_size for path in found.paths)
    except OSError:
        return 0
