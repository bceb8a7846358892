"""Working out early warnings beside a run, and the rows they are kept as."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trellis.analysis.judging import early_warning, early_warning_words, wording
from trellis.analysis.judging.early_warning import EarlyWarnings
from trellis.analysis.judging.early_warning_words import EarlyWarning as Told
from trellis.analysis.judging.evaluation import Assessments
from trellis.analysis.judging.framework import Framework
from trellis.screening.models import EarlyWarning, EarlyWarningList, Run

if TYPE_CHECKING:
    from trellis.analysis.store.warehouse import Warehouse


@dataclass(frozen=True, kw_only=True)
class Moving:
    """The trends of an authority's schools, and what is told of each, ready to be kept."""

    found: EarlyWarnings
    told: tuple[Told, ...]


def work_out(pack: Framework, assessed: Assessments, *, known: "Warehouse", authority: str) -> Moving:
    """Return where the authority's schools have been going, by what the warehouse holds of the years."""
    panels = known.panels(
        indicators=early_warning.needs(pack),
        urns=[int(urn) for urn in assessed.facts.urns],
        authority=authority,
    )
    found = early_warning.work_out(pack, assessed, panels)
    return Moving(found=found, told=tuple(early_warning_words.told(pack, found)))


def keep(run: Run, moving: Moving) -> EarlyWarningList:
    """Add the list of a run and its rows. Called within the transaction that keeps the run."""
    found, told = moving.found, moving.told
    declared = wording.indicators()
    listed = EarlyWarningList.objects.create(
        run=run,
        tested=sum(found.tested.values()),
        marked=found.marked,
        false_share=found.rate,
        row_count=len(told),
        indicators={
            name: {
                "name": wording.indicator_name(name),
                "theme": declared[name].theme,
                "unit": declared[name].unit,
                "decimals": declared[name].decimals,
                "is_share_of_pupils": declared[name].interval == "proportion",
                "is_held": name in found.trends,
                "tested": found.tested.get(name, 0),
            }
            for name in (*found.trends, *found.nothing_held)
            if name in declared
        },
    )
    EarlyWarning.objects.bulk_create(
        [
            EarlyWarning(
                listed=listed,
                school_id=one.urn,
                indicator=one.indicator,
                kind=one.kind,
                slope=one.slope,
                low=one.low,
                high=one.high,
                p=one.p,
                limit=one.limit,
                sentence=one.sentence,
                periods=one.periods,
                details=one.details,
            )
            for one in told
        ],
        batch_size=1000,
    )
    return listed
