"""The notices and concerns under way with a school, as the page that says where it stands tells of them.

What the school does not know of yet is not among them, whoever reads: its own page has it, and keeps who read it.
"""

from collections.abc import Iterator
from datetime import date

from trellis.accounts.access import Access
from trellis.accounts.roles import Permission
from trellis.casework.queries.threads import Thread, thread
from trellis.interventions.queries import challenges, concerns, notices
from trellis.interventions.workflows.academy_concern import ACADEMY_CONCERN
from trellis.interventions.workflows.challenge import CHALLENGE
from trellis.interventions.workflows.warning_notice import WARNING_NOTICE
from trellis.schools import queries as schools
from trellis.schools.models import School


def of(school: School, *, held: Access, today: date) -> list[Thread]:
    """Return what is under way that the reader may read and the school knows of."""
    return list(_under_way(school, held=held, today=today))


def _under_way(school: School, *, held: Access, today: date) -> Iterator[Thread]:
    only = schools.just(school)
    if schools.reaches(held, Permission.NOTICE_READ, school=school):
        for file in notices.open_of_schools(only, today=today):
            if file.giving is not None:
                asked = ("comply", "fail") if file.state == "running" else ()
                due: dict[str, date | None] = dict.fromkeys(asked, file.comply_by)
                yield thread(WARNING_NOTICE, file.as_told(), title="Warning notice", due=due)
        for letter in challenges.open_of_schools(only, today=today):
            by = letter.challenge.answer_by if letter.state == "sent" else None
            yield thread(CHALLENGE, letter, title="Letter of challenge", due={"answer": by})
    if schools.reaches(held, Permission.CONCERN_READ, school=school):
        told = [each for each in concerns.open_of_schools(only, today=today) if each.is_told]
        for newest in told[:1]:
            more = f" (and {len(told) - 1} more)" if len(told) > 1 else ""
            title = f"Concern: {newest.concern.subject_name.lower()}{more}"
            yield thread(ACADEMY_CONCERN, newest.as_told(), title=title)
