"""What a page looks at in its address is noticed, however it looks."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import RequestFactory

from tests.web.asking import ANY, looked_at

ADDRESS = "/schools/?authority=801&run=3"


@pytest.mark.parametrize(
    ("look", "noticed"),
    [
        (lambda request: request.path, set()),
        (lambda request: request.GET, set()),
        (lambda request: request.GET.get("run"), {"run"}),
        (lambda request: request.GET.get("page"), {"page"}),
        (lambda request: request.GET["authority"], {"authority"}),
        (lambda request: "run" in request.GET, {"run"}),
        (lambda request: request.GET.getlist("run"), {"run"}),
        (lambda request: request.GET.copy(), {ANY}),
        (lambda request: dict(request.GET), {ANY}),
        (lambda request: request.GET.dict(), {ANY}),
        (lambda request: request.GET.urlencode(), {ANY}),
        (lambda request: list(request.GET.items()), {ANY}),
        (lambda request: bool(request.GET), {ANY}),
        (lambda request: {**request.GET}, {ANY}),
        (lambda request: request.get_full_path(), {ANY}),
        (lambda request: request.build_absolute_uri(), {ANY}),
    ],
)
def test_whatever_is_looked_at_is_noticed(look: Callable[[Any], object], noticed: set[str]) -> None:
    with looked_at() as names:
        look(RequestFactory().get(ADDRESS))
    assert noticed <= names
    assert names <= noticed or ANY in names


def test_the_query_reads_as_it_does_otherwise() -> None:
    with looked_at():
        request = RequestFactory().get(ADDRESS)
        assert request.GET.dict() == {"authority": "801", "run": "3"}
    assert RequestFactory().get(ADDRESS).GET.get("run") == "3"
