"""`trellis serve` killed, or told to end: nothing that it started listens or works on."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from trellis.interfaces.commands.serve import ENDS

ROOT = Path(__file__).resolve().parents[2]
PROC = Path("/proc")


def of_session(session: int) -> dict[int, str]:
    """The processes of a home, by number, with what each was started as."""
    found = {}
    for folder in PROC.iterdir():
        if folder.name.isdecimal():
            try:
                environment = (folder / "environ").read_bytes().split(b"\0")
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:  # it ended meanwhile, or is another's
                continue
            if f"TRELLIS_TEST_SERVED={session}".encode() in environment and state != "Z":
                found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    return found


def listens(port: int) -> bool:
    with socket.socket() as asked:
        asked.settimeout(1)
        return asked.connect_ex(("127.0.0.1", port)) == 0


def comes(what: Callable[[], bool], *, within: float) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.2)
    return what()


@dataclass(frozen=True)
class Served:
    """A server of its own, with all that it started."""

    process: "subprocess.Popen[bytes]"
    port: int
    mark: int

    @property
    def processes(self) -> dict[int, str]:
        return of_session(self.mark)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    if not (PROC / "self" / "environ").exists():
        pytest.skip("processes are looked for in /proc")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    mark = os.getpid() * 100_000 + port
    settings = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "TRELLIS_SERVED")
    }
    settings |= {
        "TRELLIS_HOME": str(tmp_path / "home"),
        "PYTHONPATH": str(ROOT),
        "TRELLIS_TEST_SERVED": str(mark),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "trellis.interfaces.commands.main", "serve", "--port", str(port)],
        env=settings,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )

    def started() -> bool:
        names = " ".join(of_session(mark).values())
        return listens(port) and "record seal" in names and "work --with-parent" in names

    try:
        assert comes(started, within=120)
        yield Served(process=process, port=port, mark=mark)
    finally:
        for number in of_session(mark):
            os.kill(number, signal.SIGKILL)


def test_nothing_listens_or_works_on_when_the_server_is_killed(served: Served) -> None:
    named = sorted(served.processes.values())
    assert sum("work --keep" in each for each in named) == 1
    assert sum("serve --port" in each for each in named) == 3, named  # itself, and two that answer
    served.process.send_signal(signal.SIGKILL)
    served.process.wait(timeout=10)
    assert comes(lambda: not listens(served.port), within=20)
    assert comes(lambda: not served.processes, within=60), served.processes


def test_all_end_when_each_process_is_told_to_and_told_again_as_service_managers_do(served: Served) -> None:
    for _ in range(2):
        for number in served.processes:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGTERM)
    served.process.wait(timeout=ENDS + 30)
    assert not listens(served.port)
    assert comes(lambda: not served.processes, within=30), served.processes
