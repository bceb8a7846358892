from django.urls import path

from trellis.interfaces.web.screening import views

urlpatterns = [
    path("runs/", views.runs, name="runs"),
    path("runs/new/", views.new_run, name="new_run"),
    path("runs/<int:run_id>/", views.run, name="run"),
]
