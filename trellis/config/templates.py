"""The Jinja environment: our page areas and the GOV.UK macros, with the few names every template knows."""

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader

from trellis.interfaces.web.govuk import addresses, kept, words


def environment(**options: Any) -> Environment:
    """Make the environment that Django's Jinja backend asks for."""
    areas = sorted(path for path in settings.WEB.glob("*/jinja2"))
    options["loader"] = ChoiceLoader(
        [
            FileSystemLoader(areas),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    made = Environment(trim_blocks=True, lstrip_blocks=True, **options)  # noqa: S701  Django passes autoescape=True
    made.globals |= {"static": static, "url": addresses.of, "part": kept.part}
    made.filters |= {"day": words.day, "moment": words.moment, "count": words.count}
    return made
