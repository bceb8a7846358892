"""The smallest sets that would change a level, held against trying every set."""

from dataclasses import replace
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis import judging
from trellis.analysis.judging import nearest_change, shelf
from trellis.analysis.judging.criterion import Answer
from trellis.analysis.judging.nearest_change import SELF_IDENTIFIED
from trellis.analysis.judging.suggestion import suggest

PACK = shelf.load()
ANSWERS = st.sampled_from((1, 0, -1, -2))


def _every(framework, answers, own, changing, size):
    """Return {level: (size, sets)} by trying all sets of up to `size` changes."""
    now = suggest(framework, answers, self_identified=own).level
    everything = {**answers}
    if framework.suggestion.self_identified is not None:
        everything[SELF_IDENTIFIED] = own
    found = {}
    for count in range(1, size + 1):
        reached = {}
        for chosen in combinations(sorted(everything), count):
            for becoming in product((0, 1), repeat=count):
                was = [everything[c] for c in chosen]
                if any(w == -2 or w == b for w, b in zip(was, becoming, strict=True)):
                    continue
                if changing == "known" and any(w == -1 for w in was):
                    continue
                if changing == "unknown" and any(w != -1 for w in was):
                    continue
                new = {**everything, **dict(zip(chosen, becoming, strict=True))}
                level = suggest(
                    framework, {c: new[c] for c in answers}, self_identified=new.get(SELF_IDENTIFIED, own)
                ).level
                if level != now and level not in found:
                    reached.setdefault(level, set()).add(
                        tuple(sorted(zip(chosen, was, becoming, strict=True)))
                    )
        found.update({level: (count, sets) for level, sets in reached.items()})
    return found


@settings(max_examples=60, deadline=None)
@given(
    framework=judging.frameworks(most=7),
    data=st.data(),
    changing=st.sampled_from(("known", "unknown", "any")),
)
def test_the_smallest_sets_are_those_that_trying_every_set_finds(framework, data, changing):
    answers = {c.id: data.draw(ANSWERS) for c in framework.criteria}
    own = data.draw(ANSWERS) if framework.suggestion.self_identified is not None else -1
    found = nearest_change.smallest_sets(
        framework, answers, self_identified=own, changing=changing, size=3, most=10_000
    )
    told = {
        change.level: (
            change.size,
            {
                tuple((one.criterion, int(one.was), int(one.becomes)) for one in changes)
                for changes in change.sets
            },
        )
        for change in found
    }
    assert told == _every(framework, answers, own, changing, 3)
    assert all(change.total == len(change.sets) for change in found)


def _secure() -> dict[str, int]:
    return {c.id: int(Answer.MET if c.level == 1 else Answer.NOT_MET) for c in PACK.criteria}


def test_one_key_criterion_takes_a_secure_school_to_level_2():
    found = {c.level: c for c in nearest_change.smallest_sets(PACK, _secure(), changing="known")}
    keys = {c.id for c in PACK.criteria if c.level == 2 and c.key}
    assert found[2].size == 1
    assert {changes[0].criterion for changes in found[2].sets} == keys
    assert {changes[0].criterion for changes in found[3].sets} == {
        c.id for c in PACK.criteria if c.level == 3
    }


def test_every_key_criterion_met_must_clear_before_level_1():
    answers = {**_secure(), "L2-2": 1, "L2-8": 1, "L1-8": 0}
    (clear,) = [c for c in nearest_change.smallest_sets(PACK, answers, changing="known") if c.level == 1]
    assert clear.size == 2
    assert [one.criterion for one in clear.sets[0]] == ["L2-2", "L2-8"]


def test_what_is_missing_tells_how_much_must_arrive():
    answers = dict.fromkeys(_secure(), int(Answer.UNKNOWN))
    found = nearest_change.smallest_sets(PACK, answers, changing="unknown", size=2)
    assert {c.level: c.size for c in found} == {3: 1, 2: 1}


def test_a_criterion_that_does_not_apply_never_changes():
    answers = {c.id: int(Answer.NOT_APPLICABLE) for c in PACK.criteria}
    assert nearest_change.smallest_sets(replace(PACK), answers, self_identified=Answer.NOT_APPLICABLE) == ()


def test_a_long_list_of_sets_is_cut_and_counted():
    answers = {**_secure(), "L2-2": 1}
    to_three = next(c for c in nearest_change.smallest_sets(PACK, answers, most=2) if c.level == 3)
    assert (len(to_three.sets), to_three.total) == (2, 5)
