"""Setting a process of its own to work on an import, which goes on when the page is left or the server stops.

This is the one place that knows how the work is run.
"""

import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import IO

import trellis
from trellis.intake import rooms
from trellis.intake.models import Batch

_log = logging.getLogger(__name__)
_started: "list[subprocess.Popen[bytes]]" = []


def start(batch: Batch, lock: IO[bytes]) -> None:
    """Set a process to work on an import from where its last step left it, and let go of the lock.

    `lock` is that of the import's folder: the process is born with it in hand, so that there is no moment at which it
    lives without it. A machine that cannot start one leaves the import as one that was stopped.
    """
    _started[:] = [each for each in _started if each.poll() is None]  # those that ended are let go by this
    source = str(Path(trellis.__path__[0]).parent)
    path = os.pathsep.join(filter(None, [source, os.environ.get("PYTHONPATH", "")]))
    with lock:
        try:
            with rooms.room(batch.key).log.open("ab") as log:
                _started.append(
                    subprocess.Popen(  # noqa: S603  our own program, with a number
                        [sys.executable, "-m", "trellis.intake.worker", str(batch.pk)],
                        stdin=subprocess.DEVNULL,
                        stdout=log,
                        stderr=log,
                        env={**os.environ, "PYTHONPATH": path},
                        pass_fds=(lock.fileno(),),
                        start_new_session=True,
                    )
                )
        except OSError as error:
            _log.warning("No process could be started for import %s: %s", batch.pk, error)
