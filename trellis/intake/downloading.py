"""Downloading a publication from its publisher's address: whole or not at all, taken up where it stopped.

Who asks for it, the command or the pages, says where it goes and is told how far it has come.
"""

import ipaddress
import os
import re
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx

from trellis.analysis.dataset import Dataset
from trellis.analysis.files import container
from trellis.problem import Refusal

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


def opened() -> httpx.Client:
    """Return a client that asks as a publisher's site expects."""
    return httpx.Client(
        follow_redirects=True,
        timeout=_TIMEOUT,
        headers=_HEADERS,
        event_hooks={"response": [_refuse_to_be_sent_inside]},
    )


def _refuse_to_be_sent_inside(answer: httpx.Response) -> None:
    """Raise FetchRefused where a site sends us on to a machine of this network, or from https to where all can read."""
    if not answer.has_redirect_location:
        return
    here, there = answer.url, answer.url.join(answer.headers["location"])
    if here.scheme == "https" and there.scheme != "https":
        raise FetchRefused(
            f"{here} sends on to an address that is not safe ({there.scheme}:), so it was not followed."
        )
    if there.host != here.host and _is_inside(there.host):
        raise FetchRefused(
            f"{here} sends on to {there.host}, which is no public address, so it was not followed."
        )


def _is_inside(host: str) -> bool:
    """Whether a name leads to this machine or its network. One that cannot be looked up here does not."""
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return False
    return any(not ipaddress.ip_address(str(each).partition("%")[0]).is_global for each in found)


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
    partial = folder / f".{safe_name(urlsplit(url).path) or 'download'}.{_short_hash(url)}.part"
    for attempt in range(_TRIES):
        try:
            name = _attempt(client, url, partial, page, told)
        except httpx.TransportError as error:
            if attempt + 1 == _TRIES:
                raise FetchRefused(
                    f"{url} could not be reached ({error or type(error).__name__}). What came so far is kept, and "
                    "asking again goes on from there."
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
    if found and safe_name(unquote(found[1])):
        return safe_name(unquote(found[1]))
    return safe_name(urlsplit(str(answer.url)).path) or safe_name(urlsplit(url).netloc) or "download"


def safe_name(path: str) -> str:
    """Return the last part of a path as a plain file name: no folders, no leading dot, nothing odd."""
    last = unquote(path).replace("\\", "/").rpartition("/")[2]
    return re.sub(r"[^A-Za-z0-9._ ()-]+", "_", last).strip(" ._")[:120]


def _short_hash(url: str) -> str:
    import hashlib

    return hashlib.sha256(url.encode()).hexdigest()[:8]


def _tag_file(partial: Path) -> Path:
    """Where the site's own mark of the version being downloaded is kept while a part is on disk."""
    return partial.with_suffix(".tag")


def first_there(
    client: httpx.Client,
    file: Wanted,
    *,
    told: Callable[[int, int | None], None] = lambda done, total: None,
    pause: Callable[[float], None] = time.sleep,
) -> Path:
    """Download the first of a file's addresses that the site has. Raises FetchRefused when none is there."""
    for url in (file.url, *file.others):
        try:
            return download(
                client,
                url,
                file.folder,
                page=file.page,
                told=told,
                pause=pause,
            )
        except NotThere:
            if url == (file.url, *file.others)[-1]:
                raise
    raise NotThere(f"{file.url} is not there.")
