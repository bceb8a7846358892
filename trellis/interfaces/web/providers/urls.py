from django.urls import path

from trellis.interfaces.web.providers import provider_views, register_views

urlpatterns = [
    path("providers/", register_views.register, name="providers"),
    path("providers/ending/", register_views.ending, name="providers_ending"),
    path("providers/enter/", register_views.enter, name="enter_provider"),
    path("providers/<int:supporter>/", provider_views.provider, name="provider"),
    path("providers/<int:supporter>/offer/", provider_views.offer, name="offer_of_provider"),
    path("providers/<int:supporter>/evidence/", provider_views.evidence, name="evidence_of_provider"),
    path(
        "providers/<int:supporter>/certificate/", provider_views.certificate, name="certificate_of_provider"
    ),
    path("providers/<int:supporter>/<slug:name>/", provider_views.take, name="take_provider"),
    path("schools/<int:urn>/provider/", register_views.apply, name="apply_provider"),
]
