"""The geometry of a strip: values on one axis, a lane for each school."""

from trellis.interfaces.web.govuk import strips
from trellis.interfaces.web.govuk.charts import Say
from trellis.interfaces.web.govuk.strips import Lane

SAY = Say("percent", 0)


def drawn(*lanes: Lane, comparators: tuple[float, ...] = ()) -> strips.Strip | None:
    return strips.draw(lanes, comparators=comparators, title="A", description="B", say=SAY)


def test_the_least_stands_left_and_the_most_right_on_lanes_of_their_own() -> None:
    strip = drawn(Lane(letter="A", values=(40.0,)), Lane(letter="B", values=(60.0,)))
    assert strip is not None
    first, second = strip.marks
    assert (first.x, second.x) == (strip.left, strip.right)
    assert first.y < second.y < strip.foot
    assert [text.text for text in strip.texts] == ["A", "B", "40%", "60%"]


def test_an_interval_and_a_median_lie_within_the_axis() -> None:
    strip = drawn(
        Lane(letter="A", values=(40.0,), low=20.0, high=60.0),
        Lane(letter="B", values=(50.0,)),
        comparators=(70.0,),
    )
    assert strip is not None
    assert strip.intervals[0].left == strip.left
    assert strip.intervals[0].right < strip.right
    assert strip.comparators == (strip.right,)


def test_a_school_without_a_value_keeps_its_lane_and_has_no_mark() -> None:
    strip = drawn(
        Lane(letter="A", values=(40.0,)),
        Lane(letter="B", values=(), low=1.0, high=2.0),
        Lane(letter="C", values=(50.0,)),
    )
    assert strip is not None
    assert len(strip.marks) == 2
    assert strip.intervals == ()
    assert [text.text for text in strip.texts][:3] == ["A", "B", "C"]


def test_a_set_is_drawn_apart_from_a_school() -> None:
    strip = drawn(Lane(letter="A", values=(40.0,)), Lane(letter="S", values=(30.0, 50.0)))
    assert strip is not None
    assert [mark.css for mark in strip.marks] == ["dot", "dot dot--set", "dot dot--set"]


def test_fewer_than_two_values_or_no_difference_is_no_strip() -> None:
    assert drawn(Lane(letter="A", values=(40.0,)), Lane(letter="B", values=())) is None
    assert drawn(Lane(letter="A", values=(40.0,)), Lane(letter="B", values=(40.0,))) is None
