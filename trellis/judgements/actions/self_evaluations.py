"""A school writes its self-evaluation, and only the school does. Advisers comment beside it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.judgements import asking, days, writing
from trellis.judgements.actions import leave
from trellis.judgements.actions.leave import LONGEST
from trellis.judgements.models import Comment, Grade, Revision, State
from trellis.judgements.writing import Content
from trellis.problem import Refusal
from trellis.schools.models import School

MOST_PRIORITIES = 10


class CannotWrite(Refusal):
    """A self-evaluation cannot be saved or submitted as it is. `problems` are (field, sentence); "" is the whole."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(said for _, said in self.problems))


class Overtaken(Refusal):
    """Somebody saved another revision meanwhile. `newest` is theirs; what you wrote is still yours to save."""

    def __init__(self, newest: Revision) -> None:
        self.newest = newest
        super().__init__(
            f"{newest.by} saved revision {newest.number} since you opened the page. Nothing of yours is lost, and "
            "nothing of theirs: see below where the two differ, change yours as you wish, and save it as the next revision."
        )


class CannotComment(Refusal):
    """A comment cannot be made."""


@transaction.atomic(durable=True)
def write(*, school: School, seen: int, content: Content, submit: bool, by: User, at: datetime) -> Revision:
    """Save a revision of the self-evaluation of the academic year of `at`, as a draft or submitted.

    `seen` is the number of the newest revision that whoever writes was shown, 0 for none. What is sent twice is kept
    once. Raises PermissionDenied, CannotWrite or Overtaken.
    """
    today = days.day_of(at)
    role = leave.require(by, Permission.SELF_EVALUATION_WRITE, school=school, on=today)
    pack = asking.pack_of(school.authority_id)
    themes = asking.themes(pack, phase=school.phase_group)
    content = writing.tidy(content)
    if found := _problems(content, submit=submit, themes=themes, is_open=school.is_open):
        raise CannotWrite(found)
    leave.alone(school)
    year, state = days.academic_year(today), State.SUBMITTED if submit else State.DRAFT
    newest = _newest(school, year=year).first()
    if newest is not None and newest.number != seen:
        if newest.by_id == by.pk and newest.state == state and writing.content_of(newest) == content:
            return newest  # the same form, sent twice
        raise Overtaken(newest)
    if newest is not None and newest.state == state and writing.content_of(newest) == content:
        raise CannotWrite(
            [("", "Nothing has changed since the revision before, so there is nothing to save.")]
        )
    try:
        with transaction.atomic():  # so that a number taken meanwhile leaves the transaction usable
            made = Revision.objects.create(
                authority_id=school.authority_id,
                school=school,
                year=year,
                number=newest.number + 1 if newest is not None else 1,
                state=state,
                pack=pack.id if pack is not None else "",
                grades=[
                    {"theme": theme, "grade": part.grade, "rests_on": part.rests_on}
                    for theme, part in content.parts.items()
                ],
                priorities=list(content.priorities),
                is_vulnerable=content.is_vulnerable,
                why_vulnerable=content.why_vulnerable,
                by=by,
                role=role,
                at=at,
            )
    except IntegrityError as error:
        raise Overtaken(_newest(school, year=year)[0]) from error
    trail.record(
        Verb.SELF_EVALUATION_WRITTEN,
        by=by,
        at=at,
        authority_code=school.authority_id,
        urn=school.pk,
        subject=f"revision {made.number}, {made.get_state_display().lower()}",
    )
    return made


@transaction.atomic(durable=True)
def comment(revision: Revision, *, theme: str, said: str, by: User, at: datetime) -> Comment:
    """Comment on a self-evaluation that the school has submitted. Raises PermissionDenied or CannotComment."""
    school, said = revision.school, said.strip()
    role = leave.require(by, Permission.SELF_EVALUATION_COMMENT, school=school, on=days.day_of(at))
    if revision.state != State.SUBMITTED:
        raise CannotComment("The school has not submitted this yet, so there is nothing to comment on.")
    if not said:
        raise CannotComment("Write your comment.")
    if len(said) > LONGEST:
        raise CannotComment(f"Use {LONGEST:,} characters or fewer: this is {len(said):,}.")
    if theme and theme not in {row["theme"] for row in revision.grades}:
        raise CannotComment("Choose what your comment is about.")
    leave.alone(school)
    twice = revision.comments.filter(by=by, theme=theme, said=said).first()
    if twice is not None:
        return twice
    made = Comment.objects.create(revision=revision, theme=theme, said=said, by=by, role=role, at=at)
    trail.record(
        Verb.SELF_EVALUATION_COMMENTED,
        by=by,
        at=at,
        authority_code=school.authority_id,
        urn=school.pk,
        subject=theme or "the whole",
    )
    return made


def _newest(school: School, *, year: int) -> QuerySet[Revision]:
    return Revision.objects.filter(school=school, year=year).order_by("-number").select_related("by")


def _problems(
    content: Content, *, submit: bool, themes: Sequence[asking.Theme], is_open: bool
) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if not is_open:
        return [("", "This school has closed, so its self-evaluation is as it was left.")]
    if not themes:
        return [
            ("", "No framework pack is in force at the authority, so there are no criteria to write against.")
        ]
    asked = {theme.id: theme.name for theme in themes}
    for theme, part in content.parts.items():
        if theme not in asked or (part.grade and part.grade not in Grade):
            found.append(("", "Choose grades from the list, for the themes that are asked."))
        elif len(part.rests_on) > LONGEST:
            found.append((theme, f"{asked[theme]}: use {LONGEST:,} characters or fewer"))
    if len(content.priorities) > MOST_PRIORITIES or any(len(line) > 300 for line in content.priorities):
        found.append(
            ("priorities", f"Give {MOST_PRIORITIES} priorities or fewer, each in 300 characters or fewer")
        )
    if len(content.why_vulnerable) > LONGEST:
        found.append(("why_vulnerable", f"Use {LONGEST:,} characters or fewer for the reasons"))
    if not submit:
        return found
    for theme, name in asked.items():
        part = content.part(theme)
        if not part.grade:
            found.append((theme, f"{name}: choose a grade"))
        elif not part.rests_on:
            found.append((theme, f"{name}: say what the grade rests on"))
    if not content.priorities:
        found.append(("priorities", "Write at least one priority"))
    if content.is_vulnerable is None:
        found.append(("is_vulnerable", "Say whether you call your school vulnerable"))
    elif content.is_vulnerable and not content.why_vulnerable:
        found.append(("why_vulnerable", "Say why you call your school vulnerable"))
    return found
