"""Parts of pages kept in memory, because drawing them costs more than everything else a page does.

Who may see a page, and all that is the reader's own, is decided at every request and is never in a part. What is kept
is text that everybody who may open the page reads alike, under a name that says all that it was drawn from.
"""

import threading
import weakref
import zlib
from collections import OrderedDict
from collections.abc import Hashable
from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import get_script_prefix
from markupsafe import Markup

MOST_PARTS = 4_096  # of some 1 to 3 kB
MOST_BODIES = 2_000  # of some 20 kB, compressed: two pages of each school of the largest authority


def part(template: str, **values: Hashable) -> Markup:
    """Return a part as a template draws it of values that cannot change, once for the same values.

    A template given to this reads nothing but its values.
    """
    return _drawn(get_script_prefix(), template, tuple(values.items()))


@lru_cache(maxsize=MOST_PARTS, typed=True)
def _drawn(prefix: str, template: str, values: tuple[tuple[str, Hashable], ...]) -> Markup:
    del prefix  # it is in the addresses drawn, and so in what tells one part from another
    return Markup(render_to_string(template, dict(values)))  # noqa: S704  the template has escaped what it was given


class Bodies:
    """The long parts of pages that rest on one source which never changes while it is open: a build of the warehouse.

    Of all of them the `most` that were last used stay.
    """

    def __init__(self, most: int = MOST_BODIES) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._held: OrderedDict[Hashable, bytes] = OrderedDict()

    def get(self, key: Hashable) -> Markup | None:
        """Return what is kept under a key; None where nothing is."""
        with self._lock:
            packed = self._held.get(key)
            if packed is None:
                return None
            self._held.move_to_end(key)
        return Markup(zlib.decompress(packed).decode())  # noqa: S704  as a template drew it

    def keep(self, key: Hashable, drawn: str) -> None:
        """Keep a body under a key, which names all that it was drawn from beside the source."""
        packed = zlib.compress(drawn.encode(), 1)
        with self._lock:
            self._held[key] = packed
            self._held.move_to_end(key)
            while len(self._held) > self.most:
                self._held.popitem(last=False)


_newest: tuple[weakref.ref[object], Bodies] | None = None
_lock = threading.Lock()


def bodies(source: object) -> Bodies:
    """Return the bodies that rest on this source. Those of the source before it go, for nobody will ask for them."""
    global _newest
    with _lock:
        if _newest is None or _newest[0]() is not source:
            _newest = (weakref.ref(source), Bodies())
        return _newest[1]
