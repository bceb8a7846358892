"""Fifty people at the pages of cases: `python -m benchmarks.pages.case_visits ASKED.json`.

Prints, as JSON, what `visits` does; or, asked to write, what became of every comment that was sent.
"""

import json
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar

from benchmarks.pages.visits import Person, alone, together

KEPT, WRITTEN_ALREADY = 302, 409


class CaseWorker(Person):
    """Somebody who works with cases: an adviser or leader of the authority, or the head of one school."""

    shares: ClassVar = {"case": 45, "case list": 30, "due": 25}

    def pages(self) -> list[str]:
        return ["case"] if self.role == "headteacher" else list(self.shares)

    def address(self, page: str) -> str:
        match page:
            case "case":
                return f"/schools/{self._choice.choice(self.urns)}/case/"
            case "due":
                return "/due/"
            case _:
                return self._choice.choice(("/cases/", "/cases/", "/cases/?state=closed"))

    def comment(self, urn: int, words: str) -> int:
        return self.send(f"/schools/{urn}/case/comment/", words=words, seen="0")


def write(people: Sequence[CaseWorker], urns: Sequence[int], *, each: int) -> dict[str, Any]:
    """Everybody comments on the same few cases as fast as the answers come, and sends every third comment twice."""
    kept: list[str] = []
    wrong: list[str] = []

    def work(person: CaseWorker, number: int) -> None:
        for turn in range(each):
            words, urn = f"written at once {number}-{turn}", urns[(number + turn) % len(urns)]
            try:
                status = person.comment(urn, words)
                again = person.comment(urn, words) if turn % 3 == 0 else WRITTEN_ALREADY
            except OSError as error:
                wrong.append(f"{words}: {error!r}")
                return
            if status == KEPT and again == WRITTEN_ALREADY:
                kept.append(words)
            else:
                wrong.append(f"{words}: answered {status}, then {again}")

    threads = [threading.Thread(target=work, args=(person, n)) for n, person in enumerate(people)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"kept": kept, "wrong": wrong, "seconds": time.perf_counter() - began}


def main(asked: dict[str, Any]) -> None:
    people = [
        CaseWorker(told, port=asked["port"], rows=0, chance=number)
        for number, told in enumerate(asked["people"])
    ]
    match asked["how"]:
        case "alone":
            told = {"visits": [asdict(visit) for visit in alone(people, asked["each"])], "wrong": []}
        case "together":
            began = time.perf_counter()
            found, wrong = together(people, seconds=asked["seconds"], think=asked["think"])
            told = {
                "visits": [asdict(visit) for visit in found],
                "wrong": wrong,
                "seconds": time.perf_counter() - began,
            }
        case _:
            writers = [person for person in people if person.role in ("pa", "spa")]
            told = write(writers, asked["urns"], each=asked["each"])
    print(json.dumps(told))


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
