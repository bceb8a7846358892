"""The pattern page: every example drawn from the very code that is shown beside it."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.utils.safestring import SafeString

from trellis.interfaces.web.govuk import layout
from trellis.interfaces.web.patterns import examples
from trellis.interfaces.web.patterns.catalogue import SECTIONS, Pattern


def patterns(request: HttpRequest) -> HttpResponse:
    """Raises Http404 unless the installation is one for development (TRELLIS_DEBUG or TRELLIS_PATTERNS)."""
    if not settings.PATTERNS:
        raise Http404
    given = examples.context()
    sections = [(section, [(one, drawn(one, given)) for one in held]) for section, held in SECTIONS.items()]
    return render(request, "patterns/patterns.html", {"frame": layout.frame(request), "sections": sections})


def drawn(pattern: Pattern, given: dict[str, object]) -> SafeString:
    """Return what the code of a pattern draws."""
    template = engines["jinja2"].env.from_string(pattern.code)  # type: ignore[attr-defined]
    return SafeString(template.render(given))  # drawn by an escaping template from code of our own
