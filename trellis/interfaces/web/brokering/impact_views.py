"""What came of support, by provider and by area, beside schools like those that were helped."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trellis.accounts.roles import Permission
from trellis.brokering import impact as impacts
from trellis.brokering.impact import Impact, Record
from trellis.brokering.matching_parts import Evaluations
from trellis.brokering.queries import outcomes, supports
from trellis.interfaces.web.brokering import loading, pictures
from trellis.practice import areas
from trellis.providers.queries import register
from trellis.schools import data

NOBODY = Evaluations()


@require_safe
def impact(request: HttpRequest) -> HttpResponse:
    """How schools went on that were helped, by provider and by area of practice: with how many, and how sure it is."""
    opened = loading.reader(
        request, Permission.SUPPORT_BROKER, Permission.SPENDING_READ, Permission.PROVIDER_ASSURE
    )
    files = supports.of_authority(opened.code, today=opened.today)
    measures = outcomes.measured(files, data.warehouse())
    said = outcomes.evaluations(files)
    records = outcomes.records(measures)
    given: dict[int, int] = {}
    for each in files:
        if outcomes.is_given(each) and each.match is not None:
            given[each.match.provider_id] = given.get(each.match.provider_id, 0) + 1
    names = {
        each.provider.pk: each.provider.name for each in register.current(opened.code, today=opened.today)
    }
    names |= {
        each.provider.pk: each.provider.name for each in register.removed(opened.code, today=opened.today)
    }
    providers = [
        _line(
            names.get(number, "A provider that is no longer in the register"),
            records[str(number)].whole if str(number) in records else None,
            given=count,
            said=said.get(number, NOBODY),
            number=number,
            by_figure=_figures(records[str(number)]) if str(number) in records else [],
        )
        for number, count in sorted(given.items(), key=lambda pair: (-pair[1], names.get(pair[0], "")))
    ]
    by_area = [
        _line(areas.names([area])[0], told, given=sum(area in each.areas for each in measures))
        for area, told in outcomes.of_areas(measures).items()
    ]
    context = opened.context(
        providers=providers,
        areas=by_area,
        given=sum(given.values()),
        measured=len(measures),
        fewest=impacts.FEWEST,
        pictures=pictures.by_unit(
            [
                (str(each["name"]), told)
                for each in providers
                if str(each["number"]) in records
                for told in records[str(each["number"])].indicators.values()
            ]
        ),
    )
    return render(request, "brokering/impact.html", context)


def _line(
    name: str,
    told: Impact | None,
    *,
    given: int,
    said: Evaluations = NOBODY,
    number: int | None = None,
    by_figure: list[str] | None = None,
) -> dict[str, object]:
    return {
        "number": number,
        "name": name,
        "given": given,
        "n": str(told.n) if told is not None and told.n is not None else "Fewer than five",
        "sentence": told.sentence
        if told is not None
        else "None of its supports named a figure by which it was to show.",
        "cautions": told.cautions if told is not None else (),
        "share": f"{told.share_better:.0%}" if told is not None and told.share_better is not None else "",
        "said": f"{said.mean:.1f} of 5, by {said.n} schools"
        if said.mean is not None
        else "Fewer than five schools have said",
        "by_figure": by_figure or [],
    }


def _figures(record: Record) -> list[str]:
    """What is told of each figure, where the whole is over several."""
    if record.whole.n is None or record.whole.interval is not None:
        return []
    return [each.sentence for each in record.indicators.values() if each.n is not None]
