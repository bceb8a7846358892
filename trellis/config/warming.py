"""What would make the first visitor wait, done beforehand by each serving process: at its start, and after a build."""

import gc
import logging
import threading
import time
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trellis.interfaces.web.schools import beforehand

EVERY = 20.0  # seconds between two looks at whether a build has replaced the warehouse

# How many new objects the collector waits for: more than a page makes, so that those of a page are gone before they are looked at
SELDOM = (20_000, 20, 50)

_log = logging.getLogger(__name__)


def keep_warm() -> threading.Thread:
    """Start a thread that warms this process now, and again each time a build has replaced the warehouse."""
    thread = threading.Thread(target=_keep, name="warming", daemon=True)
    thread.start()
    return thread


def _keep() -> None:
    from django.db import connections

    try:
        ready_pages()
    except Exception:  # noqa: BLE001
        # Pages come all the same, only later: whatever is wrong is told where somebody asks for it
        _log.exception("The pages could not be got ready beforehand")
    gc.set_threshold(*SELDOM)
    set_apart()  # also where no warehouse is built yet
    done = ""
    drawn: beforehand.Basis | None = None
    while True:
        try:
            before, done = done, ready_figures(done=done)
            if done != before:
                set_apart()
        except Exception:  # noqa: BLE001
            _log.exception("The figures could not be read beforehand")
        try:
            drawn = ready_schools(done=drawn)
        except Exception:  # noqa: BLE001
            _log.exception("The pages of schools could not be drawn beforehand")
        connections.close_all()  # this thread's own, which nobody else closes
        time.sleep(EVERY)


def set_apart() -> None:
    """Let the collector of garbage pass over all that is held now, which stays for as long as this process or a build.

    It looks through everything every few hundred pages, and whoever's page that falls on waits a tenth of a second.
    What an earlier build left behind is collected first.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def ready_pages() -> None:
    """Load every view and compile every template of ours, with the macros they import."""
    from django.template import engines
    from django.urls import get_resolver
    from jinja2 import meta

    _ = get_resolver().url_patterns
    env = engines["jinja2"].env  # type: ignore[attr-defined]
    waiting = [name for name in env.list_templates(["html"]) if not name.startswith("govuk_frontend_jinja/")]
    seen = set()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            env.get_template(name)
            source = env.loader.get_source(env, name)[0]
            waiting += [found for found in meta.find_referenced_templates(env.parse(source)) if found]


def ready_figures(*, done: str = "") -> str:
    """Open the warehouse and read what the sandbox needs of each pack in force, unless its build is `done`.

    Returns the build's id, "" where there is none.
    """
    from trellis.analysis.judging import wording
    from trellis.drafts import sandbox
    from trellis.schools import data
    from trellis.schools import queries as schools

    held = data.warehouse()
    if held is None or held.build_id == done:
        return done if held is not None else ""
    wording.indicators()
    sandbox.packs()
    for authority, name in schools.packs_in_force():
        data.told(partial(held.ready_schools, authority), otherwise=None)
        pack = sandbox.pack(name)
        for whose in (authority, None):
            data.told(partial(sandbox.warm, pack, authority=whose), otherwise=None)
    return held.build_id


def ready_schools(*, done: "beforehand.Basis | None" = None) -> "beforehand.Basis | None":
    """Draw the pages of every school, unless what they rest on is `done`. Returns what they rest on."""
    from trellis.interfaces.web.schools import beforehand

    basis = beforehand.rests_on()
    if basis is not None and basis != done:
        beforehand.draw()
        set_apart()
    return basis
