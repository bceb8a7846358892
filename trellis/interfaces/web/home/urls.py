from django.urls import path

from trellis.interfaces.web.home import views

urlpatterns = [path("", views.home, name="home")]
