"""Two workers at one thing at once, each with a connection of its own: `python -m tests.casework.racing`.

Run by itself it prepares a database in TRELLIS_HOME, races, and prints what came of it as JSON. The tests call `races`
where their own database takes several connections.
"""

import json
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any


def races() -> dict[str, Any]:
    """Race two workers for each kind of write, and say how many won, what the others were told, and what is kept."""
    from tests import builders
    from tests.casework import acting
    from trellis.casework.actions import cases, levels, visits
    from trellis.casework.models import Case, CaseComment, CaseStep, LevelStep, PlanOfAction
    from trellis.schools.models import School

    builders.screened()
    oak, at = School.objects.get(pk=builders.OAK), acting.AT
    adviser, senior, principal, leader, head = (
        make() for make in (acting.adviser, acting.senior, acting.principal, acting.leader, acting.head)
    )

    def identify() -> object:
        return cases.identify(
            school=oak, source="data", seen="Absence.", seen_on=at.date(), level=2, by=adviser, at=at
        )

    told: dict[str, Any] = {"identify": _together([identify] * 4)}
    file = acting.again(_Opened(Case.objects.get()))
    told["cases"] = Case.objects.count()
    told["inform"] = _together(
        [lambda to=to: cases.inform(file, adviser=to, by=leader, at=at) for to in (senior, principal)]
    )
    told["steps"] = CaseStep.objects.filter(name="inform").count()
    informed = acting.again(file)
    told["draw_up"] = _together(
        [
            lambda words=words: visits.draw_up(
                informed, lines=[acting.line(words)], after=0, by=senior, at=at
            )
            for words in ("Mine", "Yours")
        ]
    )
    told["plans"] = PlanOfAction.objects.count()
    told["comment"] = _together(
        [
            lambda number=number: cases.comment(informed, words=f"Comment {number}", by=head, at=at)
            for number in range(12)
        ]
    )
    told["comments"] = CaseComment.objects.count()
    recorded = acting.recorded(acting.agreed())
    principal = acting.principal()

    def ratify() -> object:
        return levels.ratify(
            recorded, meeting="Q&S", held_on=at.date(), by=principal, at=at, **acting.CHILDREN
        )

    told["ratify"] = _together([ratify] * 3)
    told["ratified"] = LevelStep.objects.filter(name="ratify").count()
    return told


class _Opened:
    """What `acting.again` asks of a file, of a case that a thread has made."""

    def __init__(self, case: Any) -> None:
        self.case = case


def _together(workers: Sequence[Callable[[], object]]) -> dict[str, int]:
    """Let all go at one moment; count those who won, and the others by the kind of their refusal."""
    from django.db import DatabaseError, connections

    from trellis.problem import Refusal

    ready, came = threading.Barrier(len(workers)), []

    def go(worker: Callable[[], object]) -> None:
        try:
            ready.wait()
            worker()
            came.append("won")
        except (Refusal, DatabaseError) as refusal:
            came.append(type(refusal).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return dict(Counter(came))


if __name__ == "__main__":
    from trellis.screening.casework import prepare

    prepare()
    print(json.dumps(races()))
