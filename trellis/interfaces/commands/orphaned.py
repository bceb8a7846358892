"""What `trellis serve` starts ends with it, also where it was killed and could say nothing to anybody.

A serving process that went on listening would keep its port, so that the next `trellis serve` is told it is taken.
"""

import os
import signal
import threading
import time

SERVED = "TRELLIS_SERVED"
"""Its number, set by `trellis serve` for what it starts: a process that is slow to start may find itself orphaned."""
EVERY = 0.5  # seconds between two looks at whether it is still there
GRACE = 10.0  # seconds to end what is being answered


def end_with_server() -> threading.Thread | None:
    """Let this process end once whatever started it is gone. None where it was not started by `trellis serve`."""
    if not os.environ.get(SERVED):
        return None
    thread = threading.Thread(target=_watch, args=(os.getppid(),), name="server watched", daemon=True)
    thread.start()
    return thread


def is_kept(*, started_by: int) -> bool:
    """Whether the process that started this is still there, and the `trellis serve` above it where there is one."""
    if os.getppid() != started_by:
        return False
    try:
        os.kill(int(os.environ.get(SERVED) or os.getpid()), 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it is there, and another's
        return True
    return True


def sleep(seconds: float, *, started_by: int) -> None:
    """Wait so long, or until the process that started this is gone."""
    until = time.monotonic() + seconds
    while is_kept(started_by=started_by) and (left := until - time.monotonic()) > 0:
        time.sleep(min(EVERY, left))


def _watch(started_by: int) -> None:
    while is_kept(started_by=started_by):
        time.sleep(EVERY)
    os.kill(os.getpid(), signal.SIGTERM)  # as the server would have told it
    time.sleep(GRACE)
    os._exit(1)
