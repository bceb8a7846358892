from django.urls import path

from trellis.interfaces.web.plans import list_views, views, writing_views

urlpatterns = [
    path("schools/<int:urn>/plan/", views.plan, name="plan"),
    path("schools/<int:urn>/plan/versions/<int:number>/", views.version, name="plan_version"),
    path("schools/<int:urn>/plan/versions/<int:number>/changes/", views.changes, name="plan_changes"),
    path("schools/<int:urn>/plan/versions/<int:number>/paper/", views.paper, name="plan_paper"),
    path("schools/<int:urn>/plan/objectives/new/", writing_views.objective, name="new_objective"),
    path("schools/<int:urn>/plan/objectives/<int:number>/", writing_views.objective, name="objective"),
    path(
        "schools/<int:urn>/plan/objectives/<int:number>/<slug:name>/",
        writing_views.about_objective,
        name="about_objective",
    ),
    path("schools/<int:urn>/plan/conditions/new/", writing_views.condition, name="new_condition"),
    path("schools/<int:urn>/plan/conditions/<int:number>/", writing_views.condition, name="condition"),
    path(
        "schools/<int:urn>/plan/conditions/<int:number>/drop/",
        writing_views.drop_condition,
        name="drop_condition",
    ),
    path("schools/<int:urn>/plan/<slug:name>/", writing_views.take, name="take_plan"),
    path("plans/", list_views.objectives, name="plans"),
    path("plans/export/", list_views.export, name="export_plans"),
]
