"""People who judge a school, a pack that asks them something, and what they write, for the tests of judgements."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from unittest.mock import patch

from tests import builders
from trellis.accounts.models import User
from trellis.analysis.judging import criterion as language
from trellis.analysis.judging import framework as packs
from trellis.analysis.judging import shelf
from trellis.judgements.actions import circumstances, intelligence, judgements, self_evaluations
from trellis.judgements.models import Circumstance, Entry, Judgement, Revision
from trellis.judgements.writing import Content, Part
from trellis.schools.models import School
from trellis.screening.models import Run

AT, TODAY = builders.AT, builders.AS_OF
YES = ("yes",)


def criterion(name: str, *, when: Any, **more: Any) -> packs.Criterion:
    given = {"level": 2, "route": "S", "theme": "leadership", "sentence": f"{name} is so.", "name": name}
    return packs.Criterion(id=name, when=when, **{**given, **more})


def judgement(question: str, *answers: str) -> language.Judgement:
    return language.Judgement(test="judgement", judgement=question, answer_in=answers, within_days=400)


def pack() -> packs.Framework:
    """The test pack, with two questions for an adviser, one for the school, and a circumstance that it reads."""
    plain = builders.pack()
    return builders.pack(
        criteria=(
            *plain.criteria,
            criterion("L1-3", level=1, when=judgement("self_evaluation_accurate", "yes")),
            criterion("L2-10", when=judgement("leadership_needs_support", "yes"), key=True),
            criterion(
                "L2-14",
                route="C",
                when=language.Contextual(test="contextual", factor="head_post_vacant"),
            ),
        ),
        judgements=(
            packs.Question(id="self_identified_vulnerability", question="Vulnerable?", answers=("yes", "no")),
            packs.Question(id="self_evaluation_accurate", question="Is it accurate?", answers=("yes", "no")),
            packs.Question(
                id="leadership_needs_support", question="Do leaders need support?", answers=("yes", "no")
            ),
        ),
        suggestion=packs.Suggestion(
            others=2, contextual=2, self_identified=judgement("self_identified_vulnerability", "yes")
        ),
        hash="cd" * 32,
    )


@contextmanager
def on_the_shelf() -> Iterator[None]:
    """Put the pack above on the shelf, under the name of the test pack."""
    real = shelf.load

    def load(name: str = shelf.DEFAULT, **more: Any) -> packs.Framework:
        return pack() if name == "test-pack" else real(name, **more)

    with patch.object(shelf, "load", load):
        yield


def screened(**more: Any) -> Run:
    """A run by the pack above."""
    asked = pack()
    changed = {
        "criteria": asked.criteria,
        "judgements": asked.judgements,
        "suggestion": asked.suggestion,
        "hash": asked.hash,
    }
    return builders.screened(**{**changed, **more})


def school(urn: int = builders.BEECH) -> School:
    return School.objects.get(pk=urn)


def head(urn: int = builders.BEECH) -> User:
    return known("headteacher", urn)


def chair(urn: int = builders.BEECH) -> User:
    return known("chair", urn)


def adviser(urn: int = builders.BEECH) -> User:
    return known("sia", urn)


def known(role: str, urn: int) -> User:
    """Somebody with a post at a school, made once: who is made again is signed out everywhere."""
    found = User.objects.filter(posts__role=role, posts__urn=urn).first()
    return found or builders.person(role, urns=(urn,))


def content(**more: Any) -> Content:
    """A whole self-evaluation: every theme that the pack asks, graded and resting on something."""
    given: dict[str, Any] = {
        "parts": {
            "attendance": Part(grade="strong", rests_on="Our own register."),
            "leadership": Part(grade="secure", rests_on="The governors’ review."),
        },
        "priorities": ("Reading in year 3", "Attendance on Fridays"),
        "is_vulnerable": False,
    }
    return Content(**{**given, **more})


def vulnerable() -> Content:
    return content(is_vulnerable=True, why_vulnerable="Two leaders left in one term.")


def written(
    urn: int = builders.BEECH,
    *,
    said: Content | None = None,
    submit: bool = True,
    at: datetime = AT,
    **more: Any,
) -> Revision:
    given: dict[str, Any] = {"seen": 0, "by": head(urn), **more}
    return self_evaluations.write(
        school=school(urn), content=said or content(), submit=submit, at=at, **given
    )


def judged(urn: int = builders.BEECH, *, at: datetime = AT, **more: Any) -> Judgement:
    given: dict[str, Any] = {
        "question": "leadership_needs_support",
        "answer": "yes",
        "judged_on": at.date(),
        "evidence": "The visit of this week.",
        "by": adviser(urn),
    }
    return judgements.record(school=school(urn), at=at, **{**given, **more})


def vacancy(urn: int = builders.BEECH, *, at: datetime = AT, **more: Any) -> Circumstance:
    given: dict[str, Any] = {
        "kind": "head_post_vacant",
        "evidence": "The head left at half-term.",
        "from_date": date(2026, 11, 2),
        "by": adviser(urn),
    }
    return circumstances.record(school=school(urn), at=at, **{**given, **more})


def heard(
    said: str, *, on: date = TODAY, urn: int = builders.BEECH, borne_out: str = "A second parent", **more: Any
) -> Entry:
    given: dict[str, Any] = {"by": adviser(urn), "at": AT}
    return intelligence.log(
        school=school(urn),
        heard_on=on,
        said=said,
        about="leadership",
        source="parent",
        reliability="usually",
        corroborated_by=borne_out,
        **{**given, **more},
    )
