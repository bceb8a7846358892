from django.urls import path

from trellis.interfaces.web.warnings import views

urlpatterns = [
    path("early-warning/", views.early_warning, name="early_warning"),
    path("early-warning/<slug:indicator>/", views.indicator, name="early_warning_indicator"),
]
