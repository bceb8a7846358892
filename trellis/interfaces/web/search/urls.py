from django.urls import path

from trellis.interfaces.web.search import views

urlpatterns = [path("", views.search, name="search")]
