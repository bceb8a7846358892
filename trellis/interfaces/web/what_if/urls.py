from django.urls import path

from trellis.interfaces.web.what_if import views

urlpatterns = [
    path("", views.sandbox_view, name="what_if"),
    path("keep/", views.keep, name="keep_draft"),
    path("schools/<int:urn>/", views.school, name="what_if_school"),
    path("drafts/", views.drafts, name="drafts"),
    path("drafts/<int:draft_id>/", views.draft, name="draft"),
    path("drafts/<int:draft_id>/propose/", views.propose, name="propose_draft"),
]
