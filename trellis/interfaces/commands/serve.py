"""`trellis serve`: the pages, on a server that needs nothing in front of it on one machine."""

import argparse
import errno
import os
import subprocess
import sys

from trellis.interfaces.commands import orphaned, work
from trellis.problem import Refusal

NAME = "serve"
HELP = "Serve the pages (http://127.0.0.1:8000 unless told otherwise)"


_MAIN = "trellis.interfaces.commands.main"
THREADS = 4  # of each process; no more than TRELLIS_DATABASE_POOL
IDLE = 600  # seconds that a thread waits for work, and keeps what it has opened
ENDS = 20  # seconds that a process is given to end what it is doing: one that is told twice may never say that it has
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class CannotServe(Refusal):
    """The address is taken, or the database cannot be brought up to date."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on (default: this machine alone)"
    )
    parser.add_argument("--port", type=int, default=8000, help="the port to listen on (default: 8000)")
    parser.add_argument("--workers", type=int, default=2, help="how many processes serve pages (default: 2)")


def run(args: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trellis.config.settings")
    _check_numbers(port=args.port, workers=args.workers)
    _check_named(args.host)
    _check_free(args.host, args.port)
    _prepare()
    from granian.constants import Interfaces
    from granian.server import Server

    shown = "localhost" if args.host in ("127.0.0.1", "0.0.0.0", "::1") else args.host  # noqa: S104
    print(f"\nTrellis is at http://{shown}:{args.port}  (stop it with Ctrl+C)", flush=True)
    # A file that comes in slowly holds a thread until it has come, so with one thread two of them would hold up every
    # page. More threads than this make pages slower under Python's lock; more processes do not.
    server = Server(
        "trellis.config.wsgi:application",
        address=args.host,
        port=args.port,
        interface=Interfaces.WSGI,
        workers=args.workers,
        blocking_threads=THREADS,
        blocking_threads_idle_timeout=IDLE,
        workers_kill_timeout=ENDS,
        log_enabled=False,
        websockets=False,
    )
    os.environ[orphaned.SERVED] = str(os.getpid())
    sealer = subprocess.Popen([sys.executable, "-m", _MAIN, "record", "seal", "--every", "60"])  # noqa: S603
    # In a session of its own, so that Ctrl+C reaches it through this process alone, and it ends what it is doing
    worker = subprocess.Popen([sys.executable, "-m", _MAIN, "work", "--keep"], start_new_session=True)  # noqa: S603
    try:
        server.serve()
    finally:
        sealer.terminate()
        sealer.wait(timeout=10)
        work.end(worker, within=work.ENDS + 10)
    return 0


def _prepare() -> None:
    """Bring the database up to date, gather the styles and the script, and leave no connection open.

    The processes that serve are forked from this one. Two that spoke over one connection would read each other's
    answers, and one that closed SQLite's file would drop the locks of its own other connections.
    """
    from django.core.management import call_command
    from django.db import connections

    from trellis.screening import casework

    casework.prepare()
    call_command("collectstatic", interactive=False, verbosity=0)
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def _check_numbers(*, port: int, workers: int) -> None:
    """Raise CannotServe for a port or a number of processes that there cannot be."""
    if not 1 <= port <= 65535:
        raise CannotServe(f"There is no port {port}: give one from 1 to 65535, for example `--port 8000`.")
    if not 1 <= workers <= 64:
        raise CannotServe(
            f"Pages cannot be served by {workers} processes: give 1 to 64, for example `--workers 2`."
        )


def _check_named(host: str) -> None:
    """Raise CannotServe for an address beyond this machine when nobody has said under which names it is used."""
    if host not in _LOOPBACK and not os.environ.get("TRELLIS_HOSTS"):
        raise CannotServe(
            "To serve other machines, set TRELLIS_HOSTS to the names people will use (for example "
            "TRELLIS_HOSTS=schools.example.gov.uk), and put a server that speaks https in front, with "
            "TRELLIS_BEHIND_PROXY=1."
        )


def _check_free(host: str, port: int) -> None:
    """Raise CannotServe when something listens there already; the server's own message would be a traceback."""
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise CannotServe(
                    f"Trellis cannot listen on port {port} of {host}: {error.strerror or error}. Give an address of "
                    "this machine with --host, and a port above 1023 with --port."
                ) from error
            other = port + 1 if port < 65535 else 8000
            raise CannotServe(
                f"Port {port} of {host} is taken. Choose another, for example `trellis serve --port {other}`."
            ) from error
