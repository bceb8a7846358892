"""Fifty people at a server, each a thread that reads a page and thinks: `python -m benchmarks.pages.visits ASKED.json`.

Its own process, so that nothing it does is charged to the server. Prints, as JSON, every visit: the page, what the
server says it took, what it took from here, and how many queries were made. Imports nothing of the product.
"""

import gzip
import http.client
import json
import random
import re
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

TOKEN = "benchbenchbenchbenchbenchbench12"  # any token will do whose cookie says the same
# How often each kind of page is opened, by those who may open it
SHARES = {
    "school": 40,
    "schools list": 20,
    "indicators": 14,
    "similar": 7,
    "compare": 7,
    "criterion change": 10,
    "bare": 2,
}
ALLOWED = {
    "sia": ("school", "schools list", "indicators", "similar", "compare"),
    "headteacher": ("school", "indicators", "similar"),
    "executive_member": ("schools list",),
}
TRY = {"spa", "ssa", "pa", "data_officer", "director"}


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One page, in seconds: at the server, and from here with the waiting and the reading of all of it."""

    page: str
    server: float
    client: float
    queries: int
    weight: int  # bytes as sent
    processor: float  # seconds of processor at the server, of all that its process did meanwhile
    thread: float  # of the thread that made the page
    after: float  # seconds after the start


class Wrong(Exception):
    """A page did not answer as it should."""


class Person:
    """Somebody signed in, with a browser's connection that stays open."""

    shares = SHARES

    def __init__(self, told: dict[str, Any], *, port: int, rows: int, chance: int) -> None:
        self.role, self.urns, self._cookie = told["role"], told["urns"], told["cookie"]
        self._rows, self._choice = rows, random.Random(chance)
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._form: dict[str, str] = {}
        self._changeable: list[str] = []

    def pages(self) -> list[str]:
        """The kinds of page that the role may open."""
        most = [page for page in self.shares if page != "criterion change"]
        return list(ALLOWED.get(self.role, most)) + (["criterion change"] if self.role in TRY else [])

    def address(self, page: str) -> str:
        choice = self._choice
        urn = choice.choice(self.urns)
        match page:
            case "school":
                return f"/schools/{urn}/"
            case "indicators" | "similar":
                return f"/schools/{urn}/{page}/"
            case "compare":
                several = choice.sample(self.urns, min(4, len(self.urns)))
                return "/compare/?" + urlencode([("urn", each) for each in several])
            case "bare":
                return f"/bare/{self._rows}/"
            case _:
                return choice.choice(("/schools/", "/schools/", "/schools/?level=2", "/schools/?sort=level"))

    def visit(self, page: str, *, began: float) -> Visit:
        """Open a page of a kind. Changing a criterion is sending the form and reading where it leads."""
        after = time.perf_counter() - began
        if page != "criterion change":
            return self._visit(page, after, [self._ask("GET", self.address(page))])
        if not self._form:
            self._read_form()
        name = self._choice.choice(self._changeable)
        changed = {**self._form, name: f"{float(self._form[name]) * self._choice.uniform(1.01, 1.3):.2f}"}
        sent = self._ask("POST", "/what-if/", urlencode(changed))
        if sent[0] not in (302, 422):
            raise Wrong(f"a changed criterion answered {sent[0]}")
        steps = [sent]
        if sent[0] == 302:
            steps.append(self._ask("GET", sent[2]["Location"].split("#")[0]))
        return self._visit(page, after, steps)

    def send(self, address: str, **fields: str) -> int:
        """Send a form, and return the status of the answer."""
        return self._ask("POST", address, urlencode({"csrfmiddlewaretoken": TOKEN, **fields}))[0]

    def _visit(self, page: str, after: float, steps: list[Any]) -> Visit:
        if steps[-1][0] not in (200, 422):
            raise Wrong(f"{page} answered {steps[-1][0]}")
        return Visit(
            page=page,
            server=sum(float(headers["X-Bench-Milliseconds"]) for _, _, headers, _ in steps) / 1000,
            client=sum(took for _, took, _, _ in steps),
            queries=sum(int(headers["X-Bench-Queries"]) for _, _, headers, _ in steps),
            weight=len(steps[-1][3]),
            processor=sum(float(headers["X-Bench-Processor-Milliseconds"]) for _, _, headers, _ in steps)
            / 1000,
            thread=sum(float(headers["X-Bench-Thread-Milliseconds"]) for _, _, headers, _ in steps) / 1000,
            after=after,
        )

    def _ask(self, method: str, address: str, body: str = "") -> tuple[int, float, Any, bytes]:
        headers = {"Cookie": f"{self._cookie}; csrftoken={TOKEN}", "Accept-Encoding": "gzip"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        self._connection.request(method, address, body=body or None, headers=headers)
        answer = self._connection.getresponse()
        content = answer.read()
        return answer.status, time.perf_counter() - began, answer.headers, content

    def _read_form(self) -> None:
        """Learn every field of the sandbox's form, as a browser would send it."""
        _, _, headers, content = self._ask("GET", "/what-if/")
        page = (gzip.decompress(content) if headers["Content-Encoding"] == "gzip" else content).decode()
        self._form = dict(_fields(page)) | {"csrfmiddlewaretoken": TOKEN}
        self._changeable = [
            name
            for name, value in self._form.items()
            if name.endswith(".by") and re.fullmatch(r"[\d.]+", value)
        ] or [name for name, value in self._form.items() if "." in name and re.fullmatch(r"\d+\.\d+", value)]


def _fields(page: str) -> Iterator[tuple[str, str]]:
    forms = re.findall(r"<form.*?</form>", page, re.DOTALL)
    form = next(one for one in forms if 'action="/what-if/"' in one.split(">")[0])
    for field in re.findall(r"<input[^>]*>", form):
        said = dict(re.findall(r'([\w-]+)="([^"]*)"', field))
        if said.get("name") and (said.get("type") not in ("checkbox", "radio") or " checked" in field):
            yield said["name"], said.get("value", "on")
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.findall(r'value="([^"]*)"[^>]* selected', options) or re.findall(
            r'value="([^"]*)"', options
        )
        yield name, chosen[0]


REACH = 16  # visits after which each process has read what it keeps between pages


def alone(people: Sequence[Person], each: int) -> list[Visit]:
    """One person after another, with nobody else there: every kind of page `each` times, after one not counted."""
    leader = next(person for person in people if person.role == "pa")
    found = []
    for page in leader.pages():
        for turn in range(each + REACH):
            made = leader.visit(page, began=0.0)
            if turn >= REACH:
                found.append(made)
    return found


def together(people: Sequence[Person], *, seconds: float, think: float) -> tuple[list[Visit], list[str]]:
    """All at once: each opens a page, thinks for `think` seconds, a half more or less, and opens another."""
    found: list[Visit] = []
    wrong: list[str] = []
    began = time.perf_counter()

    def work(person: Person, number: int) -> None:
        choice = random.Random(number)
        pages = person.pages()
        weights = [person.shares[page] for page in pages]
        time.sleep(choice.uniform(0, think))
        while time.perf_counter() - began < seconds:
            try:
                found.append(person.visit(choice.choices(pages, weights)[0], began=began))
            except (Wrong, OSError, http.client.HTTPException) as error:
                wrong.append(f"{person.role}: {error!r}")
                return
            time.sleep(choice.uniform(think / 2, think * 3 / 2))

    threads = [threading.Thread(target=work, args=(person, n)) for n, person in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found, wrong


def main(asked: dict[str, Any]) -> None:
    people = [
        Person(told, port=asked["port"], rows=asked["rows"], chance=number)
        for number, told in enumerate(asked["people"])
    ]
    if asked["how"] == "alone":
        found, wrong = alone(people, asked["each"]), []
    else:
        found, wrong = together(people, seconds=asked["seconds"], think=asked["think"])
    print(json.dumps({"visits": [asdict(visit) for visit in found], "wrong": wrong}))


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
