from django.urls import path

from trellis.interfaces.web.needs import marking, views

urlpatterns = [
    path("", views.needs, name="needs"),
    path("scorecard/", views.scorecard, name="scorecard"),
    path("source/<slug:release>/<int:row>/", views.source, name="area_source"),
    path("<slug:measure>/", views.measure, name="area_measure"),
    path("<slug:measure>/mark/", marking.mark, name="mark_need"),
]
