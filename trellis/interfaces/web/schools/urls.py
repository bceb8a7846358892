from django.urls import path

from trellis.interfaces.web.schools import views

urlpatterns = [
    path("", views.start, name="start"),
]
