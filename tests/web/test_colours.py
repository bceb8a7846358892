"""The colours of the stylesheet as shipped: enough contrast (WCAG 2.2, 1.4.3 and 1.4.11), and nothing said by colour alone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from trellis.interfaces.web import govuk

CSS = (Path(govuk.__file__).parent / "static" / "trellis.css").read_text(encoding="utf-8")
PAPER = "#fff"
# What our text may stand on, where a rule sets no ground of its own
GROUNDS = (PAPER, "#f3f5f5", "#fff7bf")
NAMED = {"white": "#fff", "black": "#000"}
# Lines that part things and grounds that carry nothing: what they stand beside is said in words
BARE = {"#b1b4b6", "#e3e6e7", "#f3f2f1", "#fff"}


def rules(css: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Give every rule of a stylesheet, those within @media and @supports too."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    for selector, declared in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        held = {}
        for declaration in re.split(r";(?![^(]*\))", declared):
            name, _, value = declaration.partition(":")
            if value:
                held[name.strip()] = value.strip().removesuffix("!important").strip()
        yield selector.strip(), held


RULES = list(rules(CSS))
CUSTOM = {name: value for _, held in RULES for name, value in held.items() if name.startswith("--")}
OURS = [(selector, held) for selector, held in RULES if "trellis-" in selector]


def colour(value: str) -> str | None:
    """Return the colour a value names as #rrggbb; None for one that names none (inherit, none, currentcolor)."""
    variable = re.fullmatch(r"var\((--[\w-]+)(?:,\s*(.+))?\)", value)
    if variable:
        name, otherwise = variable.groups()
        return colour(CUSTOM.get(name) or otherwise or "")
    found = re.search(r"#[0-9a-fA-F]{3,8}\b", value)
    hexed = found.group(0) if found else NAMED.get(value)
    if hexed is None:
        return None
    digits = hexed[1:]
    return "#" + ("".join(d * 2 for d in digits) if len(digits) == 3 else digits[:6]).lower()


def luminance(of: str) -> float:
    """Return relative luminance, as WCAG 2.2 defines it."""
    whole = colour(of)
    assert whole is not None
    parts = [int(whole[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_worked_out_as_the_standard_says() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.01)


def test_there_are_colours_of_our_own_to_test() -> None:
    assert len(OURS) > 60
    assert colour("var(--trellis-quiet)") == "#505a5f"
    assert colour("1px solid var(--nothing, #abc)") == "#aabbcc"


def test_every_text_of_ours_stands_out_from_what_it_stands_on() -> None:
    short = []
    for selector, held in OURS:
        text = colour(held.get("color", ""))
        if text is None:
            continue
        own = colour(held.get("background", held.get("background-color", "")))
        for ground in (own,) if own else GROUNDS:
            if contrast(text, ground) < 4.5:
                short.append((selector, text, ground, round(contrast(text, ground), 2)))
    assert short == []


def outlined(selector: str, held: dict[str, str]) -> bool:
    """Whether a shape has an outline that stands out: of its own, or of every shape of its kind in that picture."""
    stem, kind = selector.split()[0], re.match(r"[a-z]*", selector.split()[-1])
    strokes = [held.get("stroke", "")]
    if kind and kind.group(0):
        strokes += [given.get("stroke", "") for other, given in OURS if other == f"{stem} {kind.group(0)}"]
    return any(contrast(drawn, PAPER) >= 3 for stroke in strokes if (drawn := colour(stroke)) is not None)


@pytest.mark.parametrize("kind", ["fill", "stroke", "border-color", "border-left", "border-top-color"])
def test_every_line_and_shape_that_says_something_stands_out_from_paper(kind: str) -> None:
    bare = {colour(one) for one in BARE}
    short = []
    for selector, held in OURS:
        drawn = colour(held.get(kind, ""))
        if drawn is None or drawn in bare or "fill-opacity" in held or "stroke-opacity" in held:
            continue
        if contrast(drawn, PAPER) < 3 and not (kind == "fill" and outlined(selector, held)):
            short.append((selector, drawn, round(contrast(drawn, PAPER), 2)))
    assert short == []


def test_words_in_a_chart_stand_out_from_paper_or_from_the_shapes_they_lie_on() -> None:
    words = [(selector, held) for selector, held in OURS if re.search(r"\btext\b|-word|\.gap", selector)]
    white = {selector.split()[0] for selector, held in words if colour(held.get("fill", "")) == colour(PAPER)}
    fills = [(selector, colour(held["fill"])) for selector, held in words if "fill" in held]
    assert fills
    assert [
        one for one in fills if one[1] and one[0].split()[0] not in white and contrast(one[1], PAPER) < 4.5
    ] == []
    shapes = [
        (selector, drawn)
        for selector, held in OURS
        if selector.split()[0] in white and (drawn := colour(held.get("fill", ""))) is not None
    ]
    dark = [(selector, drawn) for selector, drawn in shapes if contrast(drawn, PAPER) >= 3]
    assert [one for one in dark if contrast(one[1], PAPER) < 4.5] == []


def test_levels_and_answers_are_told_apart_without_their_colour() -> None:
    def outline(name: str) -> tuple[str, ...]:
        held = {key: value for selector, given in OURS if selector == name for key, value in given.items()}
        return tuple(
            sorted(f"{k}:{v}" for k, v in held.items() if k.startswith("border") and "color" not in k)
        )

    levels = [outline(f".trellis-level--{number}") for number in (1, 2, 3, "none")]
    assert len(set(levels)) == 4
    assert outline(".trellis-answer--unknown") != outline(".trellis-answer--quiet")


def test_the_dashed_comparator_is_told_from_the_line_by_its_dashes() -> None:
    held = {selector: given for selector, given in OURS if "comparator" in selector and "stroke" in given}
    assert held
    assert all(given.get("stroke-dasharray") for given in held.values())
