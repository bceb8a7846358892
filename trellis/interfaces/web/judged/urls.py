from django.urls import path

from trellis.interfaces.web.judged import views

urlpatterns = [
    path("", views.how_judged, name="how_judged"),
    path("atrs/", views.record, name="transparency_record"),
    path("<slug:audience>/", views.how_judged, name="how_judged_for"),
]
