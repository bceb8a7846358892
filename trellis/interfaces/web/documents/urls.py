from django.urls import path

from trellis.interfaces.web.documents import issued_views, list_views, views, writing_views

ONE = "documents/<int:document>/"
urlpatterns = [
    path("schools/<int:urn>/documents/", list_views.of_school, name="school_documents"),
    path(
        "schools/<int:urn>/documents/make/<slug:kind>/",
        writing_views.make_of_school,
        name="make_school_document",
    ),
    path("documents/", list_views.of_authority, name="documents"),
    path("documents/make/<slug:kind>/", writing_views.make_of_authority, name="make_document"),
    path(ONE, views.document, name="document"),
    path(ONE + "changes/", writing_views.changes, name="document_changes"),
    path(ONE + "add/", writing_views.add, name="add_paragraph"),
    path(ONE + "paragraphs/<slug:key>/", writing_views.edit, name="edit_paragraph"),
    path(ONE + "paragraphs/<slug:key>/restore/", writing_views.restore, name="restore_paragraph"),
    path("documents/<int:drafted>/draft/<slug:form>/", issued_views.draft, name="document_draft"),
    path(ONE + "issued/", issued_views.issued, name="issued_document"),
    path(ONE + "issued/<slug:form>/", issued_views.download, name="document_file"),
    path(ONE + "<slug:name>/", views.take, name="take_document"),
]
