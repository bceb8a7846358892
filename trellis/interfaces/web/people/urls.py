from django.urls import path

from trellis.interfaces.web.people import posts, views

urlpatterns = [
    path("people/", posts.people, name="people"),
    path("people/add/", posts.add, name="add_person"),
    path("people/allocation/", posts.allocation, name="allocation"),
    path("people/<int:person>/", posts.person, name="person"),
    path("people/posts/<int:post>/end/", posts.end, name="end_post"),
    path("account/roles/", views.roles, name="roles"),
    path("account/interests/", views.own_interests, name="own_interests"),
    path("schools/<int:urn>/interest/", views.declare, name="declare_interest"),
    path("interests/", views.register, name="interests"),
    path("interests/<int:interest>/end/", views.end_interest, name="end_interest"),
    path("schools/<int:urn>/readings/", views.readings, name="readings"),
]
