"""What a serving process does before anybody asks for a page."""

import weakref

import pytest
from django.template import engines

from tests import builders
from trellis.analysis.judging import shelf
from trellis.analysis.store.recorded import NOTHING
from trellis.config import warming
from trellis.drafts import sandbox
from trellis.schools import data

pytestmark = pytest.mark.django_db


def test_every_template_compiles_with_what_it_imports() -> None:
    warming.ready_pages()
    env = engines["jinja2"].env  # type: ignore[attr-defined]
    loaded = {name for _, name in env.cache.keys()}  # noqa: SIM118
    assert {"schools/list.html", "what_if/sandbox.html", "govuk_frontend_jinja/template.html"} <= loaded


def test_the_first_question_to_the_sandbox_finds_all_read(held: None) -> None:
    from trellis.schools.models import Authority

    Authority.objects.update(pack="test-pack")
    build = warming.ready_figures()
    assert build == "b1"
    before = dict(sandbox._warm)
    assert {key[2] for key in before} == {"", "801", "802"}
    assert (
        sandbox.warm(builders.pack(), authority="801") is before["b1", builders.pack().hash, "801", NOTHING]
    )


def test_what_is_read_is_not_read_again_until_a_build_replaces_it(
    held: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(sandbox, "warm", lambda pack, authority: asked.append(authority))
    build = warming.ready_figures()
    first = len(asked)
    assert first > 0
    assert warming.ready_figures(done=build) == build
    assert len(asked) == first
    assert warming.ready_figures(done="an older build") == build
    assert len(asked) == 2 * first


def test_where_nothing_has_been_built_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "warehouse", lambda: None)
    monkeypatch.setattr(shelf, "load", None)
    assert warming.ready_figures(done="an older build") == ""


def test_what_is_held_is_set_apart_from_the_search_for_garbage() -> None:
    import gc

    class Cycle:
        """Something that only the search finds."""

    old, gone = Cycle(), []
    old.itself, old.end = old, weakref.finalize(old, gone.append, True)  # type: ignore[attr-defined]
    gc.freeze()
    del old
    before = gc.get_freeze_count()
    try:
        warming.set_apart()
        assert gone == [True]
        assert gc.get_freeze_count() > before / 2
    finally:
        gc.unfreeze()
