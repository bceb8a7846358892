"""Every address, one line for each page area."""

from django.urls import include, path

urlpatterns = [
    path("", include("trellis.interfaces.web.schools.urls")),
    path("", include("trellis.interfaces.web.compare.urls")),
    path("", include("trellis.interfaces.web.screening.urls")),
    path("what-if/", include("trellis.interfaces.web.what_if.urls")),
    path("", include("trellis.interfaces.web.data.urls")),
    path("", include("trellis.interfaces.web.accounts.urls")),
]
handler400 = "trellis.interfaces.web.govuk.errors.bad_request"
handler403 = "trellis.interfaces.web.govuk.errors.forbidden"
handler404 = "trellis.interfaces.web.govuk.errors.not_found"
handler500 = "trellis.interfaces.web.govuk.errors.broken"
