from django.urls import path

from trellis.interfaces.web.levels import register_views, views

urlpatterns = [
    path("schools/<int:urn>/level/", views.level, name="level"),
    path("schools/<int:urn>/level/<slug:name>/", views.take, name="take_level"),
    path("register/", register_views.register, name="register"),
    path("register/close-term/", register_views.close_term, name="close_term"),
    path("register/editions/<str:authority>/<int:edition>/", register_views.edition, name="edition"),
]
