from django.urls import path

from trellis.interfaces.web.support import views

urlpatterns = [path("support/", views.start, name="support")]
