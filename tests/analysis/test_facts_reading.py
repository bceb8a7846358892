"""Facts read out of a warehouse: the same whatever order its rows lie in, and however narrow the scope."""

from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pytest

from tests.analysis.small_nation import AT, Nation
from tests.analysis.whole_nation import OWN, PRIMARY, whole_nation
from trellis.analysis.measuring.statistic import STATISTICS
from trellis.analysis.store import warehouse
from trellis.analysis.store.facts import Facts

IDS = ["absence_overall", "ks2_rwm_expected", "ks2_reading_progress", "governor_vacancies"]


@pytest.fixture
def nation(tmp_path: Path) -> Nation:
    made = whole_nation(tmp_path)
    warehouse.build(made.home, at=AT)
    return made


def told(facts: Facts) -> dict[tuple[str, str], list[float]]:
    found = {(name, s): facts.statistic(name, s).tolist() for name in IDS for s in STATISTICS}
    return found | {(name, "status"): facts.status(name).tolist() for name in IDS}


def shuffle(path: Path, order: str) -> None:
    """Lay the rows of the great table in another order, as a reading with several threads may give them."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"CREATE OR REPLACE TABLE statistic AS SELECT * FROM statistic ORDER BY {order}")


@pytest.mark.parametrize(
    "order", ["hash(idx * 7 + indicator)", "idx, indicator, authority", "authority DESC, indicator DESC, idx"]
)
@pytest.mark.parametrize("scope", [{}, {"authority": "901"}, {"authority": "902"}, {"urns": [OWN]}])
def test_facts_do_not_hang_on_the_order_of_rows(nation: Nation, order: str, scope: dict[str, object]) -> None:
    with warehouse.open(nation.home) as held:
        in_order = told(held.facts(indicators=IDS, **scope))  # type: ignore[arg-type]
    shuffle(nation.home.warehouse_file(), order)
    with warehouse.open(nation.home) as held:
        shuffled = held.facts(indicators=IDS, **scope)  # type: ignore[arg-type]
        for key, column in told(shuffled).items():
            np.testing.assert_array_equal(column, in_order[key], err_msg=str(key))
        if scope == {"authority": "901"}:  # its own returned value stays whatever comes first
            assert shuffled.one(OWN).statistic("ks2_rwm_expected").tolist() == [20.0]
            assert shuffled.provenance("absence_overall", shuffled.position(PRIMARY[3])) is not None


def test_judgements_and_events_say_which_row_of_which_return_they_are_from(nation: Nation) -> None:
    with warehouse.open(nation.home) as held:
        alone = held.facts(indicators=[], urns=[OWN], authority="901")
        judged, notice = alone.judgement_provenance("teaching"), alone.event_provenance("warning_notice")
        assert judged is not None
        assert notice is not None
        assert (judged.file_name, judged.row) == (notice.file_name, 3)
        assert judged.file_name.startswith("judgements")
        assert notice.row == 2
        assert alone.judgement_provenance("nothing") is None
        assert alone.event_provenance("head_post_vacant") is None
        everyone = held.facts(indicators=[])
        assert everyone.judgement_provenance("teaching", everyone.position(OWN)) is None


def test_the_register_of_events_is_held_for_the_authority_that_returned_it(nation: Nation) -> None:
    event = {"urn": PRIMARY[30], "event": "warning_notice", "started": date(2026, 3, 1)}
    nation.keep("local_events", {"event": [event]}, authority="902")
    warehouse.build(nation.home, at=AT)
    with warehouse.open(nation.home) as held:
        assert held.facts(indicators=[], authority="902").event_register_held().all()
        assert not held.facts(indicators=[], authority="901").event_register_held().any()
        assert not held.facts(indicators=[]).event_register_held().any()
        one = held.facts(indicators=[], authority="902", urns=[PRIMARY[30], OWN])
        assert one.event_register_held().tolist() == [False, True]
