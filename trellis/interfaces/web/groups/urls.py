from django.urls import path

from trellis.interfaces.web.groups import outcome_views, views

urlpatterns = [
    path("schools/<int:urn>/task-group/", views.group, name="task_group"),
    path("schools/<int:urn>/task-group/<slug:name>/", views.change, name="change_group"),
    path("schools/<int:urn>/task-group/meetings/<int:number>/", views.meeting, name="meeting"),
    path("schools/<int:urn>/task-group/meetings/<int:number>/<slug:name>/", views.take, name="take_meeting"),
    path("schools/<int:urn>/task-group/items/<int:item>/", views.finish, name="finish_item"),
    path("task-groups/", outcome_views.outcomes, name="outcomes"),
    path("task-groups/invitations/", outcome_views.invitations, name="invitations"),
]
