from django.urls import path

from trellis.interfaces.web.duties import views

urlpatterns = [
    path("", views.register, name="duties"),
    path("export/", views.export, name="export_duties"),
    path("<slug:duty>/", views.duty, name="duty"),
    path("<slug:duty>/record/", views.record, name="record_duty"),
    path("<slug:duty>/owner/", views.owner, name="own_duty"),
]
