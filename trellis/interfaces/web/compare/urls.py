from django.urls import path

from trellis.interfaces.web.compare import views

urlpatterns = [path("compare/", views.compare, name="compare")]
