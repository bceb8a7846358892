"""The bodies of a school's pages: all of them that everybody who may open the school reads alike, drawn once and kept.

The authority and the school itself see the same of it. Who may open the page, the look that is recorded, the
watchlist and the frame are no part of it: they are the reader's own, and are asked for at every request.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils import timezone
from markupsafe import Markup

from trellis.interfaces.web.govuk import kept
from trellis.interfaces.web.judgements import leading
from trellis.interfaces.web.schools import about, live, live_history, presenters, since
from trellis.interfaces.web.schools import indicators as over_time
from trellis.interfaces.web.warnings import own as early_warnings
from trellis.schools import data
from trellis.schools.models import School
from trellis.screening import queries as screening
from trellis.screening.models import Run


@dataclass(frozen=True, kw_only=True)
class Basis:
    """All that a body rests on beside the build of the warehouse. Where two are equal, so are the bodies.

    What a run froze is named by the run: no row of it is ever written again. What may change is here itself: the
    register's row of the school, which run came before, and the day.
    """

    page: str
    school: tuple[object, ...]
    on: date
    prefix: str
    run: tuple[int, str, datetime] | None = None
    earlier: tuple[int, str, datetime] | None = None
    run_id: int | None = None
    looking_back: bool = False


def suggested(
    school: School, *, run: Run | None, run_id: int | None = None, looking_back: bool = False
) -> Markup:
    """Return the body of the school's own page: the suggestion with its evidence, and what is known of the school today.

    `run_id` is the run that the address asks for. This will make one query where the body is kept and five where it
    has to be drawn, however many runs there are.
    """
    earlier = screening.run_before(run) if run is not None else None
    rests_on = Basis(
        page="suggested",
        school=_row(school),
        run=_named(run),
        earlier=_named(earlier),
        run_id=run_id,
        looking_back=looking_back,
        on=timezone.localdate(),
        prefix=get_script_prefix(),
    )
    return _kept(
        rests_on,
        "schools/school/body.html",
        lambda: _suggested(school, run=run, run_id=run_id, looking_back=looking_back, earlier=earlier),
    )


def indicators(school: School) -> Markup:
    """Return the body of the page of indicators, which no run has any part in. This will make no query."""
    rests_on = Basis(
        page="indicators", school=_row(school), on=timezone.localdate(), prefix=get_script_prefix()
    )
    return _kept(rests_on, "schools/every_indicator.html", lambda: _indicators(school))


def _kept(rests_on: Basis, template: str, read: Callable[[], tuple[dict[str, Any], str]]) -> Markup:
    """Return a body, drawing it where it is not kept. One that says that nothing can be read today is not kept."""
    held = data.warehouse()
    found = kept.bodies(held).get(rests_on) if held is not None else None
    if found is not None:
        return found
    context, nothing = read()
    drawn = render_to_string(template, context)
    if held is not None and not nothing:
        kept.bodies(held).keep(rests_on, drawn)
    return Markup(drawn)  # noqa: S704  the template has escaped what it was given


def _row(school: School) -> tuple[object, ...]:
    return tuple(getattr(school, field.attname) for field in School._meta.concrete_fields)


def _named(run: Run | None) -> tuple[int, str, datetime] | None:
    return (run.pk, run.pack_hash, run.at) if run is not None else None


def _indicators(school: School) -> tuple[dict[str, Any], str]:
    none: Sequence[over_time.Held] = ()
    held, nothing = data.told(lambda: live.indicators(school), otherwise=none)
    return {"themes": over_time.present(held), "beside": over_time.BESIDE, "nothing": nothing}, nothing


def _suggested(
    school: School, *, run: Run | None, run_id: int | None, looking_back: bool, earlier: Run | None
) -> tuple[dict[str, Any], str]:
    """Return what the template is given, and a sentence where what is held could not be read."""
    frozen = (
        screening.NOTHING_FROZEN if run is None else screening.frozen(run, earlier=earlier, school=school)
    )
    page = presenters.present(
        school,
        run=run,
        result=frozen.result,
        evidence=frozen.evidence,
        run_id=run_id,
        looking_back=looking_back,
    )
    known, nothing = data.told(lambda: live_history.known(school), otherwise=live_history.NOTHING)
    told = about.present(
        known, school=school, until=known.as_of or timezone.localdate(), run_id=run_id, nothing=nothing
    )
    warned = changed = None
    if run is not None and frozen.result is not None:
        changed = since.present(frozen.before, run=run, result=frozen.result, evidence=frozen.evidence)
        warned = early_warnings.present(*screening.early_warnings_of(run, school=school))
    context = {
        "page": page,
        "school": school,
        "query": f"?run={run_id}" if run_id is not None else "",
        "about": told,
        "warned": warned,
        "since": changed,
        "lead": leading.panel(
            frozen.evidence, pack=run.pack_text if run is not None else {}, urn=school.urn, run_id=run_id
        ),
    }
    return context, nothing
