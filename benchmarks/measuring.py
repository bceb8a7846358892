"""Time whole processes: wall clock, processor time and peak memory, alternated between ours and the baseline.

This module and the one that runs it import nothing heavy on purpose. Linux hands a process's peak memory on to
the child it starts, so a parent of 500 MB would be charged to every child it measures.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# Processes are measured with their modules compiled, as an installation has them, whatever this shell says.
BYTECODE = Path(tempfile.gettempdir()) / f"trellis-bench-bytecode-{os.getuid()}"


class Failed(Exception):
    """A measured process did not end well; carries the last lines it printed."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """One process from start to end."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    printed: str


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The median of several runs of one command."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    printed: str  # by the last run
    runs: int

    @classmethod
    def of(cls, runs: Sequence[Run]) -> "Measured":
        return cls(
            seconds=statistics.median(run.seconds for run in runs),
            cpu_seconds=statistics.median(run.cpu_seconds for run in runs),
            peak_mb=statistics.median(run.peak_mb for run in runs),
            printed=runs[-1].printed,
            runs=len(runs),
        )


def python(module: str, *arguments: object) -> list[str]:
    """Return the command that runs a module of this package in a new interpreter."""
    return [sys.executable, "-m", module, *map(str, arguments)]


def once(
    command: Sequence[str], *, environment: Mapping[str, str] | None = None, accept: Sequence[int] = (0,)
) -> Run:
    """Run a command to its end and return what it took. Raises Failed when it exits with another code."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment_of(environment or {}),
        cwd=Path(__file__).resolve().parents[1],
    )
    if process.stdout is None:
        raise Failed(f"{' '.join(command)}: no output could be read")
    with process.stdout:
        said = process.stdout.read()
    _, state, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    printed = said.decode("utf-8", "replace")
    process.returncode = os.waitstatus_to_exitcode(state)
    if process.returncode not in accept:
        told = "\n".join(printed.splitlines()[-25:])
        raise Failed(f"{' '.join(command)} ended with {process.returncode}:\n{told}")
    return Run(
        seconds=seconds,
        cpu_seconds=used.ru_utime + used.ru_stime,
        peak_mb=used.ru_maxrss / 1024,
        printed=printed,
    )


def paired(
    ours: Sequence[str],
    baseline: Sequence[str],
    *,
    runs: int,
    environment: Mapping[str, str] | None = None,
) -> tuple[Measured, Measured]:
    """Run two commands in turn, each `runs` times, changing which goes first, and return their medians.

    A first run of each is not counted: it compiles modules and brings the files into memory, for both alike.
    """
    held: tuple[list[Run], list[Run]] = ([], [])
    for command in (ours, baseline):
        once(command, environment=environment)
    for turn in range(runs):
        for which in (0, 1) if turn % 2 == 0 else (1, 0):
            held[which].append(once((ours, baseline)[which], environment=environment))
    return Measured.of(held[0]), Measured.of(held[1])


def repeated(command: Sequence[str], *, runs: int, environment: Mapping[str, str] | None = None) -> Measured:
    """Run a command `runs` times after one that is not counted, and return its medians."""
    once(command, environment=environment)
    return Measured.of([once(command, environment=environment) for _ in range(runs)])


def environment_of(more: Mapping[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**inherited, "PYTHONPYCACHEPREFIX": str(BYTECODE), **more}
