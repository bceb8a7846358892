"""`trellis work`: do what waits in the background. `trellis serve` starts one of these by itself."""

import argparse
import os
import signal
import subprocess
import sys
import time

from trellis.interfaces.commands import orphaned

NAME = "work"
HELP = (
    "Do the background work: digests by e-mail and what else comes round (`trellis serve` does so by itself)"
)

_MAIN = "trellis.interfaces.commands.main"
AGAIN = 5  # seconds before a worker that was killed is started again
ENDS = 20  # seconds that a worker has to end its job


def add_arguments(parser: argparse.ArgumentParser) -> None:
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--once", action="store_true", help="do what is due now, and end")
    how.add_argument("--with-parent", action="store_true", help="go on for as long as what started this runs")
    how.add_argument(
        "--keep",
        action="store_true",
        help="the same, in a process of its own that is started again if it is killed",
    )


def run(args: argparse.Namespace) -> int:
    started_by = os.getppid()
    if args.keep:
        return _keep(started_by)
    from trellis.screening import casework

    casework.prepare()
    from trellis.background import worker

    worker.work(
        once=args.once, goes_on=lambda: not args.with_parent or orphaned.is_kept(started_by=started_by)
    )
    return 0


def end(process: "subprocess.Popen[bytes]", *, within: float = ENDS) -> None:
    """Tell a process to end, and wait; one that takes too long is cut short, and its job is given back later."""
    process.terminate()
    try:
        process.wait(timeout=within)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=10)


def _keep(started_by: int) -> int:
    """Keep one worker going for as long as what started this runs. This reads no settings, and so is small."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    while orphaned.is_kept(started_by=started_by):
        worker = subprocess.Popen([sys.executable, "-m", _MAIN, "work", "--with-parent"])  # noqa: S603
        try:
            while worker.poll() is None and orphaned.is_kept(started_by=started_by):
                time.sleep(1)
        finally:
            if worker.poll() is None:
                end(worker)
        if worker.returncode == 0:
            break  # it was told to end
        time.sleep(AGAIN)
    return 0
