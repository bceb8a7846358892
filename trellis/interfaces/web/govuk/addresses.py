"""The addresses of pages by name. A page about a school has a hundred, most of them the same from visit to visit."""

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

MOST_KEPT = 16_384


def of(name: str, *args: object, **kwargs: object) -> str:
    """Return what Django's `reverse` does, working out each address once."""
    urlconf = get_urlconf() or settings.ROOT_URLCONF
    return _found(urlconf, get_script_prefix(), name, args, tuple(kwargs.items()))


@lru_cache(maxsize=MOST_KEPT)
def _found(
    urlconf: str, prefix: str, name: str, args: tuple[object, ...], kwargs: tuple[tuple[str, object], ...]
) -> str:
    del prefix  # it is in what `reverse` gives, and so in what tells one kept address from another
    return reverse(name, urlconf=urlconf, args=args or None, kwargs=dict(kwargs) or None)
