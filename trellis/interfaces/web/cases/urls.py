from django.urls import path

from trellis.interfaces.web.cases import due_views, list_views, views

urlpatterns = [
    path("cases/", list_views.cases, name="cases"),
    path("cases/export/", list_views.export, name="export_cases"),
    path("due/", due_views.due, name="due"),
    path("schools/<int:urn>/case/", views.case, name="case"),
    path("schools/<int:urn>/case/<slug:name>/", views.take, name="take_case"),
]
