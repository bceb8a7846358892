from django.urls import path

from trellis.interfaces.web.patterns import views

urlpatterns = [path("patterns/", views.patterns, name="patterns")]
