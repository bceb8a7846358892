from django.urls import path

from trellis.interfaces.web.schools import choosing_set, keeping, views

urlpatterns = [
    path("", views.start, name="start"),
    path("schools/", views.schools, name="schools"),
    path("schools/export/", views.export, name="export"),
    path("schools/watch/", keeping.watch, name="watch"),
    path("schools/save-list/", keeping.save_list, name="save_list"),
    path("schools/remove-list/", keeping.remove_list, name="remove_list"),
    path("schools/chase/", views.chase_list, name="chase_list"),
    path("schools/<int:urn>/", views.school, name="school"),
    path("schools/<int:urn>/indicators/", views.indicators, name="indicators"),
    path("schools/<int:urn>/gaps/", views.gaps, name="gaps"),
    path("schools/<int:urn>/similar/", views.similar, name="similar"),
    path("schools/<int:urn>/own-set/", choosing_set.choose_set, name="choose_set"),
    path("schools/<int:urn>/how-judged/", views.school_judged, name="school_judged"),
    path("schools/<int:urn>/source/<slug:release>/<int:row>/", views.source, name="source"),
]
