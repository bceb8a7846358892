"""`trellis fetch`: download public files from the addresses their publishers give, whole or not at all."""

import argparse
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import httpx

from trellis import catalogue
from trellis.analysis import datasets
from trellis.analysis.dataset import Dataset
from trellis.analysis.files import container
from trellis.analysis.home import Home
from trellis.problem import Refusal

if TYPE_CHECKING:
    from rich.console import Console

NAME = "fetch"
HELP = "Download the public files by their publishers' addresses"

_TRIES = 3
_DAYS_BACK = 7  # a file made each day is kept for a few, and today's may not be made yet
_AGENT = "Mozilla/5.0 (compatible; Trellis; school improvement data; httpx)"
# Packed answers could not be taken up from the middle.
_HEADERS = {"User-Agent": _AGENT, "Accept-Encoding": "identity"}
_TIMEOUT = httpx.Timeout(60.0, connect=15.0)


class FetchRefused(Refusal):
    """A file cannot be downloaded; the message says what the site answered and what to do."""


class NotThere(FetchRefused):
    """The site has no file at the address."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One file to download: its address with everything filled in, and the folder it goes to.

    `others` are addresses of the same file a day older each, to be tried when the first is not there.
    """

    dataset: str
    url: str
    folder: Path
    page: str
    others: tuple[str, ...] = ()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "datasets", nargs="*", metavar="DATASET", help="which publications; all when none is named"
    )
    parser.add_argument(
        "--year",
        type=int,
        action="append",
        metavar="YEAR",
        help="the year figures end in; may be given again",
    )
    parser.add_argument(
        "--date",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="the day of files made daily; today otherwise",
    )
    parser.add_argument(
        "--to", type=Path, metavar="FOLDER", help="where to put them; TRELLIS_HOME/downloads otherwise"
    )
    parser.add_argument(
        "--list", action="store_true", help="list the publications and their addresses, and stop"
    )
    parser.add_argument("--json", action="store_true", help="print what was downloaded as JSON")


def run(args: argparse.Namespace) -> int:
    """Download what is wanted. Returns 0 when all came, 1 when some did not, 2 when none did."""
    from rich.console import Console

    console = Console(stderr=args.json, highlight=False, soft_wrap=True)
    known = {
        dataset.id: dataset
        for dataset in catalogue.collect(datasets, Dataset).values()
        if dataset.addresses and not dataset.local
    }
    unknown = [name for name in args.datasets if name not in known]
    if unknown:
        raise FetchRefused(
            f"there is no public publication “{unknown[0]}” with an address. They are: {', '.join(sorted(known))}"
        )
    chosen = [known[name] for name in args.datasets] or list(known.values())
    if args.list:
        return _list(chosen, console, as_json=args.json)
    now = datetime.now(UTC)
    files = wanted(
        chosen,
        years=args.year or [now.year - (now.month < 9)],
        day=args.date or now.date(),
        exactly=args.date is not None,
        folder=args.to or Home.from_environment().downloads,
    )
    return _fetch(files, console, as_json=args.json)


def wanted(
    chosen: Sequence[Dataset], *, years: Sequence[int], day: date, exactly: bool, folder: Path
) -> list[Wanted]:
    """Return each file to download, its address filled in for each year, or for the day and (unless `exactly`) before."""
    files: list[Wanted] = []
    for dataset in chosen:
        for address in dataset.addresses:
            names = set(re.findall(r"{(\w+)}", address.url))
            if "date" in names:
                days = [day - timedelta(days=back) for back in range(1 if exactly else _DAYS_BACK)]
                first, *others = (_fill(address.url, day=d) for d in days)
                files.append(
                    Wanted(
                        dataset=dataset.id,
                        url=first,
                        others=tuple(others),
                        folder=folder / dataset.id,
                        page=dataset.page,
                    )
                )
            elif names:
                files += [
                    Wanted(
                        dataset=dataset.id,
                        url=_fill(address.url, year=year),
                        folder=folder / dataset.id / f"{year - 1}-{year}",
                        page=dataset.page,
                    )
                    for year in years
                ]
            else:
                files.append(
                    Wanted(dataset=dataset.id, url=address.url, folder=folder / dataset.id, page=dataset.page)
                )
    return files


def _fill(url: str, *, year: int | None = None, day: date | None = None) -> str:
    filled = url
    if day is not None:
        filled = filled.replace("{date}", f"{day:%Y%m%d}")
    if year is not None:
        for name, words in {
            "year": str(year),
            "academic_year": f"{year - 1}-{year}",
            "financial_year": f"{year - 1}-{year % 100:02d}",
            "time_period": f"{year - 1}{year % 100:02d}",
        }.items():
            filled = filled.replace(f"{{{name}}}", words)
    left = re.search(r"{(\w+)}", filled)
    if left:
        raise FetchRefused(
            f"the address {url} needs “{left[1]}”, which this command does not know how to fill in"
        )
    return filled


def download(
    client: httpx.Client,
    url: str,
    folder: Path,
    *,
    page: str,
    told: Callable[[int, int | None], None] = lambda done, total: None,
    pause: Callable[[float], None] = time.sleep,
) -> Path:
    """Download one file into `folder` and return its path; an unfinished one is taken up where it stopped.

    The file appears under its name only when whole. Raises FetchRefused, saying what the site answered.
    """
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".{_safe_name(urlsplit(url).path) or 'download'}.{_short_hash(url)}.part"
    for attempt in range(_TRIES):
        try:
            name = _attempt(client, url, partial, page, told)
        except httpx.TransportError as error:
            if attempt + 1 == _TRIES:
                raise FetchRefused(
                    f"{url} could not be reached ({error or type(error).__name__}). What came so far is kept, and "
                    "the same command goes on from there."
                ) from error
            pause(2.0**attempt)
            continue
        target = folder / name
        os.replace(partial, target)
        _tag_file(partial).unlink(missing_ok=True)
        return target
    raise FetchRefused(f"{url} could not be reached.")


def _attempt(
    client: httpx.Client, url: str, partial: Path, page: str, told: Callable[[int, int | None], None]
) -> str:
    """Ask once for the file, or the rest of it, and return the name it goes by."""
    held = partial.stat().st_size if partial.exists() else 0
    tag = _tag_file(partial).read_text() if held and _tag_file(partial).exists() else ""
    headers = {"Range": f"bytes={held}-", "If-Range": tag} if held and tag else {}
    with client.stream("GET", url, headers=headers) as answer:
        _refuse_answer(answer, url, page)
        goes_on = answer.status_code == httpx.codes.PARTIAL_CONTENT and bool(headers)
        done = held if goes_on else 0
        length = answer.headers.get("content-length", "")
        # A length counts packed bytes where the site packs on the way, and says nothing of ours.
        plain = "content-encoding" not in answer.headers
        total = done + int(length) if length.isdigit() and plain else None
        limit = container.size_limit()
        if total is not None and total > limit:
            raise FetchRefused(f"{url} is {total / 2**20:,.0f} MB and the limit is {limit >> 20:,} MB.")
        version = answer.headers.get("etag") or answer.headers.get("last-modified") or ""
        _tag_file(partial).write_text(version if plain else "")
        with partial.open("ab" if goes_on else "wb") as file:
            for piece in _pieces(answer, done, url, page):
                file.write(piece)
                done += len(piece)
                if done > limit:
                    raise FetchRefused(f"{url} passes the limit of {limit >> 20:,} MB.")
                told(done, total)
            file.flush()
            os.fsync(file.fileno())
        if done == 0:
            partial.unlink()
            raise FetchRefused(f"{url} answered with an empty file. Try again later.")
        if total is not None and done < total:
            raise httpx.ReadError(f"it stopped after {done:,} of {total:,} bytes")
        return _name(answer, url)


def _pieces(answer: httpx.Response, done: int, url: str, page: str) -> Iterator[bytes]:
    """Yield the answer's bytes, refusing a web page that calls itself a file before any is written."""
    for place, piece in enumerate(answer.iter_bytes()):
        if done == 0 and place == 0:
            start = piece[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
            if start.startswith((b"<!doctype html", b"<html", b"<head")):
                raise FetchRefused(_a_page(url, page))
        yield piece


def _refuse_answer(answer: httpx.Response, url: str, page: str) -> None:
    code = answer.status_code
    if code in (httpx.codes.NOT_FOUND, httpx.codes.GONE):
        raise NotThere(f"{url} is not there ({code}). The publisher may have moved it: see {page}")
    if code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise FetchRefused(
            f"{url} will not be given to a program ({code}). Download it in a browser from {page} and import it."
        )
    if code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
        raise FetchRefused(f"{url} has changed since part of it was downloaded. Run the command again.")
    if code >= 400:
        raise FetchRefused(f"{url} answered with an error ({code} {answer.reason_phrase}). Try again later.")
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml"):
        raise FetchRefused(_a_page(url, page))


def _a_page(url: str, page: str) -> str:
    return f"{url} answered with a web page, not a file. Find the file on {page}, download it there and import it."


def _name(answer: httpx.Response, url: str) -> str:
    said = answer.headers.get("content-disposition", "")
    found = re.search(r"filename\*=(?:UTF-8|utf-8)''([^;]+)", said) or re.search(
        r'filename="?([^";]+)"?', said
    )
    if found and _safe_name(unquote(found[1])):
        return _safe_name(unquote(found[1]))
    return _safe_name(urlsplit(str(answer.url)).path) or _safe_name(urlsplit(url).netloc) or "download"


def _safe_name(path: str) -> str:
    """Return the last part of a path as a plain file name: no folders, no leading dot, nothing odd."""
    last = unquote(path).replace("\\", "/").rpartition("/")[2]
    return re.sub(r"[^A-Za-z0-9._ ()-]+", "_", last).strip(" ._")[:120]


def _short_hash(url: str) -> str:
    import hashlib

    return hashlib.sha256(url.encode()).hexdigest()[:8]


def _tag_file(partial: Path) -> Path:
    """Where the site's own mark of the version being downloaded is kept while a part is on disk."""
    return partial.with_suffix(".tag")


def _fetch(files: Sequence[Wanted], console: "Console", *, as_json: bool) -> int:
    told: list[Mapping[str, Any]] = []
    got = 0
    with httpx.Client(follow_redirects=True, timeout=_TIMEOUT, headers=_HEADERS) as client:
        for place, file in enumerate(files, start=1):
            try:
                with _progress(console) as progress:
                    path = _first_there(client, file, progress)
            except FetchRefused as refusal:
                console.print(f"✗ {file.dataset} ({place} of {len(files)}): {refusal}", markup=False)
                told.append({"dataset": file.dataset, "url": file.url, "path": None, "reason": str(refusal)})
            else:
                got += 1
                size = path.stat().st_size / 2**20
                console.print(
                    f"✓ {file.dataset} ({place} of {len(files)}): {path} ({size:,.1f} MB)", markup=False
                )
                told.append({"dataset": file.dataset, "url": file.url, "path": str(path), "reason": None})
    if as_json:
        json.dump(told, sys.stdout, ensure_ascii=False, indent=1)
        print()
    if got:
        console.print(
            f"\nDownloaded {got:,} of {len(files):,}. Run `trellis import` on their folder to read them."
        )
    return 0 if got == len(files) else 1 if got else 2


def _first_there(client: httpx.Client, file: Wanted, progress: Any) -> Path:
    """Download the first of a file's addresses that the site has."""
    for url in (file.url, *file.others):
        try:
            return download(
                client,
                url,
                file.folder,
                page=file.page,
                told=lambda done, total: _advance(progress, file.dataset, done, total),
            )
        except NotThere:
            if url == (file.url, *file.others)[-1]:
                raise
    raise NotThere(f"{file.url} is not there.")


def _progress(console: "Console") -> Any:
    if not console.is_terminal:
        return nullcontext()
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        console=console,
        transient=True,
    )


def _advance(progress: Any, name: str, done: int, total: int | None) -> None:
    if progress is None:
        return
    if not progress.task_ids:
        progress.add_task(name, total=total)
    progress.update(progress.task_ids[0], completed=done, total=total)


def _list(chosen: Sequence[Dataset], console: "Console", *, as_json: bool) -> int:
    if as_json:
        rows = [
            {"dataset": d.id, "title": d.title, "page": d.page, "urls": [a.url for a in d.addresses]}
            for d in chosen
        ]
        json.dump(rows, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return 0
    for dataset in chosen:
        console.print(
            f"{dataset.id}: {dataset.title} ({dataset.publisher})\n  page {dataset.page}", markup=False
        )
        for address in dataset.addresses:
            console.print(f"  {address.url}{f'  ({address.note})' if address.note else ''}", markup=False)
    return 0
