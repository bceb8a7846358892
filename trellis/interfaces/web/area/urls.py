from django.urls import path

from trellis.interfaces.web.area import views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("map/", views.area_map, name="map"),
]
