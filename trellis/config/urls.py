"""Every address, one line for each page area."""

from django.urls import include, path

urlpatterns = [
    path("", include("trellis.interfaces.web.schools.urls")),
    path("overview/", include("trellis.interfaces.web.area.urls")),
    path("", include("trellis.interfaces.web.compare.urls")),
    path("", include("trellis.interfaces.web.screening.urls")),
    path("", include("trellis.interfaces.web.levels.urls")),
    path("", include("trellis.interfaces.web.judgements.urls")),
    path("", include("trellis.interfaces.web.people.urls")),
    path("", include("trellis.interfaces.web.record.urls")),
    path("", include("trellis.interfaces.web.groups.urls")),
    path("terms/", include("trellis.interfaces.web.terms.urls")),
    path("", include("trellis.interfaces.web.plans.urls")),
    path("", include("trellis.interfaces.web.cases.urls")),
    path("", include("trellis.interfaces.web.interventions.urls")),
    path("", include("trellis.interfaces.web.visits.urls")),
    path("", include("trellis.interfaces.web.practice.urls")),
    path("", include("trellis.interfaces.web.providers.urls")),
    path("", include("trellis.interfaces.web.leaders.urls")),
    path("", include("trellis.interfaces.web.support.urls")),
    path("", include("trellis.interfaces.web.brokering.urls")),
    path("", include("trellis.interfaces.web.resources.urls")),
    path("", include("trellis.interfaces.web.events.urls")),
    path("", include("trellis.interfaces.web.leadership.urls")),
    path("", include("trellis.interfaces.web.documents.urls")),
    path("area/", include("trellis.interfaces.web.needs.urls")),
    path("duties/", include("trellis.interfaces.web.duties.urls")),
    path("home/", include("trellis.interfaces.web.home.urls")),
    path("search/", include("trellis.interfaces.web.search.urls")),
    path("", include("trellis.interfaces.web.warnings.urls")),
    path("how-schools-are-judged/", include("trellis.interfaces.web.judged.urls")),
    path("what-if/", include("trellis.interfaces.web.what_if.urls")),
    path("", include("trellis.interfaces.web.data.urls")),
    path("", include("trellis.interfaces.web.notices.urls")),
    path("", include("trellis.interfaces.web.work.urls")),
    path("", include("trellis.interfaces.web.accounts.urls")),
    path("", include("trellis.interfaces.web.patterns.urls")),
]
handler400 = "trellis.interfaces.web.govuk.errors.bad_request"
handler403 = "trellis.interfaces.web.govuk.errors.forbidden"
handler404 = "trellis.interfaces.web.govuk.errors.not_found"
handler500 = "trellis.interfaces.web.govuk.errors.broken"
