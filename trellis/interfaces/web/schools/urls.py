from django.urls import path

from trellis.interfaces.web.schools import views

urlpatterns = [
    path("", views.start, name="start"),
    path("schools/", views.schools, name="schools"),
    path("schools/chase/", views.chase_list, name="chase_list"),
    path("schools/<int:urn>/", views.school, name="school"),
    path("schools/<int:urn>/indicators/", views.indicators, name="indicators"),
    path("schools/<int:urn>/similar/", views.similar, name="similar"),
    path("schools/<int:urn>/how-judged/", views.school_judged, name="school_judged"),
    path("schools/<int:urn>/source/<slug:release>/<int:row>/", views.source, name="source"),
    path("how-schools-are-judged/", views.how_judged, name="how_judged"),
]
