"""The pattern page: for developers alone, and everything that pages are made of is on it."""

import re
from pathlib import Path

import pytest
from django.conf import LazySettings

from tests.web.test_pages import MATRIX, Outline, signed_in
from trellis.interfaces import web
from trellis.interfaces.web.govuk import forms
from trellis.interfaces.web.patterns import examples
from trellis.interfaces.web.patterns.catalogue import SECTIONS

pytestmark = pytest.mark.django_db
PATTERNS = [pattern for held in SECTIONS.values() for pattern in held]
AREAS = Path(web.__file__).parent


@pytest.fixture
def shown(settings: LazySettings) -> None:
    settings.PATTERNS = True


@pytest.mark.parametrize("role", MATRIX)
def test_nobody_finds_the_page_where_trellis_is_in_use(role: str) -> None:
    assert signed_in(role).get("/patterns/").status_code == 404


def test_it_is_shown_in_development_to_whoever_is_signed_in(shown: None, client: object) -> None:
    assert client.get("/patterns/").status_code == 302  # type: ignore[attr-defined]
    assert signed_in("administrator").get("/patterns/").status_code == 200


def test_it_follows_the_setting_for_development_unless_told_otherwise() -> None:
    from trellis.config import settings as ours

    assert ours.PATTERNS == ours.DEBUG is False


def test_each_example_is_drawn_with_the_code_that_makes_it(shown: None) -> None:
    page = signed_in("pa").get("/patterns/").content.decode()
    outline = Outline(page)
    assert (outline.h1, outline.inline) == (1, [])
    assert len(outline.ids) == len(set(outline.ids)), sorted(outline.ids)
    assert page.count('class="trellis-pattern__drawn"') == len(PATTERNS)
    for pattern in PATTERNS:
        assert f'id="{pattern.id}"' in page
        assert pattern.when.endswith("."), pattern.id
        assert pattern.code.strip(), pattern.id
    assert "{{ form.name.as_field_group() }}" in page
    assert "class ExampleForm(forms.Form):" in page


def test_every_govuk_component_that_a_page_uses_has_an_example() -> None:
    used = set()
    for template in AREAS.rglob("*.html"):
        used |= set(re.findall(r"components/([a-z-]+)/macro\.html", template.read_text(encoding="utf-8")))
    shown_ = set(re.findall(r"components/([a-z-]+)/macro\.html", " ".join(p.code for p in PATTERNS)))
    assert used <= shown_, used - shown_


def test_every_field_that_draws_itself_has_an_example() -> None:
    form = examples.ExampleForm()
    drawn = {form[name]._component()[0] for name in form.fields}  # type: ignore[attr-defined]
    assert drawn == set(forms._TEMPLATES)
    assert {f"field-{name}" for name in form.fields} <= {pattern.id for pattern in PATTERNS}


def test_every_chart_that_pages_draw_has_an_example() -> None:
    # What a page draws with; a macro that only another macro of its file uses needs no example of its own
    drawn = {
        name
        for template in AREAS.rglob("*.html")
        for names in re.findall(
            r'from "govuk/[a-z_]+\.html" import ([\w, ]+)', template.read_text(encoding="utf-8")
        )
        for name in re.split(r",\s*", names.strip())
    }
    code = " ".join(pattern.code for pattern in PATTERNS)
    assert {name for name in drawn if f"{name}(" not in code} == set()


def test_a_chart_is_said_in_words_and_its_missing_year_is_marked() -> None:
    line, strip = examples.line(), examples.strip()
    assert line is not None
    assert strip is not None
    assert [gap.text for gap in line.gaps]
    for chart in (line, strip):
        assert chart.title
        assert chart.description


def test_levels_are_told_apart_by_their_words() -> None:
    words = [tag.words for tag in examples.tags()]
    assert len(set(words)) == len(words) == 6
    assert "Concern, band 3: Causing concern" in words
