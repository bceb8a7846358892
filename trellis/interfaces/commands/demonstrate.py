"""`trellis demonstrate`: invent Severnshire, import it, build, screen and make accounts, skipping what is done."""

import argparse
import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from trellis.analysis.home import Home
from trellis.interfaces.commands import half_played
from trellis.problem import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import Console

    from trellis.analysis.files.intake import Found
    from trellis.analysis.files.releases import ReleaseStore
    from trellis.interfaces.commands.lived_year import People
    from trellis.screening.models import Run

NAME = "demonstrate"
HELP = "Fill this installation with Severnshire, a fictitious authority, and make accounts to look at it with"

AUTHORITY = "799"
Told = Callable[[str, int, int], None]  # what is being done, how much of it is done, and how much there is


class CannotDemonstrate(Refusal):
    """Something stands in the way of the demonstration, and the message says what."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of one step: a sentence, and whether it had been done before."""

    said: str
    skipped: bool = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--pack", default=None, help="the framework pack to screen with (default: reportcard-2025)"
    )
    parser.add_argument(
        "--files-only",
        metavar="FOLDER",
        type=Path,
        help="only write the fictitious files, into this folder, and stop",
    )


def run(args: argparse.Namespace) -> int:
    """Do every step that is not done yet. Returns 0; raises a Refusal that says what to put right."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    if args.files_only:
        _make_folder(args.files_only, say="Name another folder")
        with _step(console, "Inventing Severnshire") as tell:
            made = _write(args.files_only, tell)
        console.print(f"Wrote {made} files into {args.files_only}.")
        return 0
    home = Home.from_environment()
    _make_folder(home.root, say="Name a folder that you may write to in TRELLIS_HOME")
    files = home.root / "fictitious" / "files"
    begun = perf_counter()
    if aside := half_played.put_aside(home, authority=AUTHORITY):
        console.print(
            f"The demonstration before this one was stopped half way. Its database was put into {aside}; this one begins afresh.",
            markup=False,
        )
    steps: tuple[tuple[str, Callable[[Told], Outcome]], ...] = (
        ("Inventing Severnshire and its nation", lambda tell: _invent(files, tell)),
        ("Importing the files", lambda tell: _import(home, files, tell)),
        ("Building the warehouse", lambda tell: _build(home, tell)),
        ("Screening Severnshire", lambda tell: _screen(home, args.pack, tell)),
        ("Making accounts", lambda tell: _open_accounts(home, tell)),
        ("Living through a year of levels", lambda tell: _live(home, tell)),
    )
    for title, step in steps:
        started = perf_counter()
        with _step(console, title) as tell:
            outcome = step(tell)
        mark, took = ("·", "done before") if outcome.skipped else ("✓", f"{perf_counter() - started:.1f} s")
        console.print(f"{mark} {title}: {outcome.said} ({took})", markup=False)
    console.print(
        f"\nReady in {perf_counter() - begun:.1f} s. `trellis serve` starts the pages; `make run` does so now. Sign in as:\n"
    )
    console.print(_sign_ins(home).read_text(encoding="utf-8"), markup=False)
    return 0


def _make_folder(folder: Path, *, say: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotDemonstrate(f"{folder} cannot be made ({error.strerror}). {say}.") from error


@contextmanager
def _step(console: "Console", title: str) -> Iterator[Told]:
    """Show one step's progress with the seconds it has taken, and clear it away at the end."""
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[now]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(title, total=None, now="")

        def tell(now: str, place: int, total: int) -> None:
            progress.update(task, completed=place, total=total or None, now=now[-60:])

        yield tell


def _invent(files: Path, tell: Told) -> Outcome:
    """Write the files, unless they were written by the very generator that is here."""
    stamp = files.parent / "generator"
    now = _generator()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == now:
        return Outcome(said="the files are there", skipped=True)
    if files.exists():
        shutil.rmtree(files)
    aside = files.with_name("files.part")
    shutil.rmtree(aside, ignore_errors=True)
    made = _write(aside, tell)
    aside.rename(files)
    stamp.write_text(now, encoding="utf-8")
    return Outcome(said=f"{made} files in the publishers’ own formats")


def _write(folder: Path, tell: Told) -> int:
    from trellis.fictitious import generate

    titles = [title for title, _ in generate.FAMILIES]
    made = generate.generate(folder, progress=lambda title: tell(title, titles.index(title), len(titles)))
    return len(made)


def _generator() -> str:
    """Return a fingerprint of the generator: when its code changes, the files are made again."""
    from trellis import fictitious

    here = Path(fictitious.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(p for p in here.rglob("*") if p.suffix in (".py", ".txt")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _import(home: Home, files: Path, tell: Told) -> Outcome:
    """Take the files in by the same readers as real ones. What is not sound stops everything."""
    from trellis.analysis.files import intake
    from trellis.analysis.files.releases import ReleaseStore
    from trellis.fictitious.generate import RETURNS_OF

    store = ReleaseStore(home)
    found = intake.find([files])
    digests = {each: _digest(each.paths) for each in found}
    every = store.releases(include_superseded=True)
    held = {release.sha256 for release in every if release.state != "withdrawn"}
    _refuse_among_real_data(home, held, set(digests.values()))
    if held.issuperset(digests.values()):
        return Outcome(said=f"{len(found)} files are held", skipped=True)
    own = tuple(each for each in found if f"returns-of-{RETURNS_OF}" in Path(each.file).parts)
    public = tuple(each for each in found if each not in own)
    kept = _take_in(store, public, None, 0, len(found), tell)
    kept += _take_in(store, own, RETURNS_OF, len(public), len(found), tell)
    return Outcome(said=f"{kept} releases from {len(found)} files, each recognised by its header")


def _refuse_among_real_data(home: Home, held: set[str], ours: set[str]) -> None:
    """Keep fiction out of an installation that holds anything else: its register would take the real one's place.

    What was ever imported here as fiction is kept in a list, so that a changed generator is not taken for real data.
    """
    listed = home.root / "fictitious" / "imported"
    before = set(listed.read_text(encoding="utf-8").split()) if listed.is_file() else set()
    others = held - before - ours
    if others:
        raise CannotDemonstrate(
            f"{home.root} holds {len(others)} releases of other data, and Severnshire’s register would take their place. "
            "Name an empty folder in TRELLIS_HOME and run `trellis demonstrate` again."
        )
    listed.write_text("\n".join(sorted(before | ours)) + "\n", encoding="utf-8")


def _take_in(
    store: "ReleaseStore",
    found: "tuple[Found, ...]",
    authority: str | None,
    before: int,
    total: int,
    tell: Told,
) -> int:
    from datetime import UTC, datetime

    from trellis.analysis.files import intake

    now = datetime.now(UTC)
    kept = 0
    understood = intake.understand_each(
        found,
        imported_on=now.date(),
        authority=authority,
        progress=lambda one, place: tell(Path(one.file).name, before + place, total),
    )
    for one in understood:
        if not one.ready:
            said = "; ".join(map(str, one.errors[:3])) or one.reason or "it was not understood"
            raise CannotDemonstrate(f"{one.file} could not be imported: {said}")
        intake.keep(one, store, at=now)
        kept += 1
    return kept


def _digest(paths: tuple[Path, ...]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _build(home: Home, tell: Told) -> Outcome:
    from trellis.analysis.files.releases import ReleaseStore
    from trellis.analysis.store import warehouse
    from trellis.analysis.store.build_report import NoWarehouse

    if home.warehouse_file().is_file():
        try:
            with warehouse.open(home) as held:
                if held.stamp == ReleaseStore(home).stamp():
                    return Outcome(said="up to date", skipped=True)
        except NoWarehouse:
            pass  # of another version of Trellis, or damaged: built again
    report = warehouse.build(home, progress=tell)
    return Outcome(
        said=f"{report.open_schools:,} open schools, {report.indicators} indicators, {report.observations:,} observations"
    )


def _screen(home: Home, pack_id: str | None, tell: Told) -> Outcome:
    """Record a run of the pack over Severnshire, unless this build and pack have been run already."""
    _set_up(tell)
    from django.utils import timezone

    from trellis.analysis.judging import shelf
    from trellis.analysis.store import warehouse
    from trellis.screening.actions import runs
    from trellis.screening.models import Run

    tell("reading the pack", 1, 3)
    pack = shelf.load(pack_id or shelf.DEFAULT)
    with warehouse.open(home) as held:
        done = Run.objects.filter(authority_id=AUTHORITY, pack_hash=pack.hash, build_id=held.build_id).first()
        if done is not None:
            return Outcome(said=f"{done.school_count} schools by {pack.id}", skipped=True)
        tell("judging every school", 2, 3)
        made = runs.run(
            authority=AUTHORITY,
            pack=pack,
            as_of=timezone.localdate(),
            by=None,
            at=timezone.now(),
            held=held,
            put_in_force=pack_id is not None,
        )
    return Outcome(said=f"{made.school_count} schools by {pack.id}")


def _set_up(tell: Told) -> None:
    from trellis.screening import casework

    tell("preparing the database", 0, 3)
    casework.prepare()


def _sign_ins(home: Home) -> Path:
    return home.root / "fictitious" / "sign-ins.txt"


def _open_accounts(home: Home, tell: Told) -> Outcome:
    """Make an account for each role and keep the sign-ins in a file that only its owner can read."""
    from django.utils import timezone

    from trellis.accounts import made_up
    from trellis.accounts.models import User
    from trellis.interfaces.commands import accounts

    kept = _sign_ins(home)
    if kept.is_file() and User.objects.filter(email__endswith=f"@{AUTHORITY}.example").exists():
        return Outcome(said=f"the sign-ins are in {kept}", skipped=True)
    # One password for all: there is nothing here to keep secret, and somebody has to type it.
    made = accounts.for_each_role(
        authority=AUTHORITY,
        today=timezone.localdate() - timedelta(days=_IN_POST),
        password_for_all=made_up.password(),
        reset_password=True,  # the sign-ins of an interrupted demonstration were never told to anybody
    )
    _keep_private(kept, "\n".join(accounts.table(made)) + "\n")
    return Outcome(said=f"{len(made)} accounts; the sign-ins are in {kept}")


_IN_POST = 1200
"""For how many days Severnshire's people have held their posts: longer than the years that are played."""


def _live(home: Home, tell: Told) -> Outcome:
    """Play a year of levels through the actions of the pages, unless one has been played."""
    from django.utils import timezone

    from trellis.analysis.judging import shelf
    from trellis.casework.models import Proposal
    from trellis.interfaces.commands import (
        lived_documents,
        lived_duties,
        lived_leaders,
        lived_leadership,
        lived_practice,
        lived_resources,
        lived_year,
    )
    from trellis.screening.actions import runs
    from trellis.screening.models import Run

    if Proposal.objects.filter(authority_id=AUTHORITY).exists():
        return Outcome(said="it has been played", skipped=True)
    at = timezone.now()
    now = Run.objects.filter(authority_id=AUTHORITY, is_current=True).first()
    if now is None:
        return Outcome(said="there is no screening to begin from", skipped=True)
    with half_played.playing(home):
        tell("looking back to the first term", 0, 3)
        then = runs.run(
            authority=AUTHORITY,
            pack=shelf.load(now.pack),
            as_of=timezone.localdate(at) - timedelta(days=lived_year.DAYS_AGO[0]),
            by=None,
            at=at,
        )
        people = lived_year.people_of(
            authority=AUTHORITY, on=timezone.localdate(at) - timedelta(days=_IN_POST)
        )
        made = lived_year.play(authority=AUTHORITY, then=then, now=now, people=people, at=at, tell=tell)
        said = _judge(now, people, at=at, tell=tell)
        evidenced = lived_duties.play(
            authority=AUTHORITY, principal=people.principal, director=people.director, at=at
        )
        shared = lived_practice.play(
            authority=AUTHORITY, at_home=lived_year.with_a_sign_in(AUTHORITY), people=people, at=at
        )
        sold = lived_resources.play(
            authority=AUTHORITY, at_home=lived_year.with_a_sign_in(AUTHORITY), people=people, at=at
        )
        helped = lived_leaders.play(
            authority=AUTHORITY, at_home=lived_year.with_a_sign_in(AUTHORITY), people=people, at=at
        )
        together = lived_leadership.play(
            authority=AUTHORITY, at_home=lived_year.with_a_sign_in(AUTHORITY), people=people, at=at
        )
        documents = lived_documents.play(authority=AUTHORITY, at=timezone.now())
        tell("support from school to school", 0, 1)
        supported = _support(people, at=at)
    return Outcome(
        said=f"levels agreed with {made['agreed']} schools, {made['under way']} under way, two editions of the register, "
        f"{made['cases']} cases of schools at risk, {made['visits']} visits and inspections"
        f"; {said}; evidence of {evidenced} statutory duties; {documents} documents; {shared} entries of good practice"
        f"; {supported} supports of one school by another; {sold} services"
        f"; {helped[0]} providers of support and {helped[1]} system leaders"
        f"; {together['events']} courses and events, {together['inductions']} inductions and {together['networks']} networks"
    )


def _support(people: "People", *, at: "datetime") -> int:
    """Have schools help one another. Returns how many supports there are."""
    from trellis.accounts.models import User
    from trellis.analysis.store import warehouse
    from trellis.interfaces.commands import lived_support, lived_year

    traded = User.objects.get(posts__role="traded_services", posts__authority_code=AUTHORITY)
    with warehouse.open(Home.from_environment()) as held:
        return lived_support.play(
            authority=AUTHORITY,
            at_home=lived_year.with_a_sign_in(AUTHORITY),
            people=people,
            traded=traded,
            held=held,
            at=at,
        )


def _judge(now: "Run", people: "People", *, at: "datetime", tell: Told) -> str:
    """Have people judge schools, and screen again with what they recorded. Returns how much they did, in words."""
    from django.utils import timezone

    from trellis.analysis.judging import shelf
    from trellis.analysis.store import warehouse
    from trellis.interfaces.commands import lived_judgements, lived_notices
    from trellis.screening.actions import runs

    tell("what people make of schools", 1, 2)
    with warehouse.open(Home.from_environment()) as held:
        absence = dict.fromkeys(lived_judgements.ABSENCE, ("percentile",))
        facts = held.facts(indicators=absence, authority=AUTHORITY, sources=False)
        made = lived_judgements.play(run=now, facts=facts, people=people, at=at)
        given = lived_notices.play(run=now, people=people, at=at)
        tell("screening again, with what was recorded", 2, 2)
        runs.run(
            authority=AUTHORITY,
            pack=shelf.load(now.pack),
            as_of=timezone.localdate(at),
            by=None,
            at=timezone.now(),
            held=held,
        )
    return (
        f"{made['self-evaluations']} self-evaluations and {made['judgements']} judgements, "
        f"{given['notices']} warning notices and {given['concerns']} concerns about academies"
    )


def _keep_private(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(text, encoding="utf-8")
