"""The everyday words of a need match nobody: who helps with something else does not come first by “help” and “better”."""

import pytest
from django.test import Client

from tests.brokering import acting
from tests.web.trying import text as words_of
from trellis.brokering import everyday
from trellis.brokering.models import Support
from trellis.providers.models import ProviderOffer
from trellis.schools import data
from trellis.search.likeness import likeness

TEXTS = {"reading": "We help schools to get better at early reading.", "arts": "Painting and music."}


@pytest.mark.parametrize(
    "said", ["Help", "Better", "Help us to be better, please!", "We need support for our school.", "the", ""]
)
def test_everyday_words_match_nobody(said: str) -> None:
    assert everyday.telling(said) == ""
    assert likeness(TEXTS, everyday.telling(said)) == {}


def test_the_words_that_tell_stay_as_they_were_written() -> None:
    assert everyday.telling("We would like help with Phonics in Year 1, and children’s talk.") == (
        "Phonics Year 1 children’s talk"
    )
    found = likeness(TEXTS, everyday.telling("Help us with music"))
    assert found == {"reading": 0.0, "arts": 1.0}


@pytest.mark.django_db
@pytest.mark.usefixtures("screened")
@pytest.mark.parametrize("said", ["Help", "Better"])
def test_who_helps_with_something_else_is_not_found_by_an_everyday_word(
    said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "warehouse", lambda: None)
    reading = acting.provider(None, name="Vale Reading Hub")
    acting.provider(None, name="Vale Arts Hub", areas=("arts",))
    ProviderOffer.objects.create(
        provider=reading,
        number=2,
        offers="We help schools to get better at early reading.",
        areas=["early-reading"],
        phases=["primary", "secondary"],
        by=acting.principal(),
        at=acting.AT,
    )
    acting.needed(route="school", what=said, areas=("arts",))
    head = Client()
    head.force_login(acting.head(), backend="trellis.accounts.sign_in.EmailBackend")
    page = words_of(head.get(f"/support/brokered/{Support.objects.get().pk}/find/").content)
    assert "1. Vale Arts Hub" in page
    assert "Vale Reading Hub" not in page
