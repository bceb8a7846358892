from django.urls import path

from trellis.interfaces.web.record import views

urlpatterns = [
    path("schools/<int:urn>/where-we-are/", views.where_we_are, name="where_we_are"),
    path("schools/<int:urn>/record/", views.chronology, name="chronology"),
    path("schools/<int:urn>/record/export/", views.export, name="chronology_export"),
]
