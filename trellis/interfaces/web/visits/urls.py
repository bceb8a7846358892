from django.urls import path

from trellis.interfaces.web.visits import inspection_views, note_views, views

SCHOOL = "schools/<int:urn>/"
urlpatterns = [
    path("visits/", views.mine, name="my_visits"),
    path(SCHOOL + "visits/", views.of_school, name="visits"),
    path(SCHOOL + "visits/book/", views.book, name="book_visit"),
    path(SCHOOL + "visits/<int:visit>/", views.visit, name="visit"),
    path(SCHOOL + "visits/<int:visit>/brief/", views.brief, name="visit_brief"),
    path(SCHOOL + "visits/<int:visit>/note/", note_views.write, name="write_note"),
    path(SCHOOL + "visits/<int:visit>/note/<int:revision>/", note_views.revision, name="note_revision"),
    path(SCHOOL + "visits/<int:visit>/<slug:name>/", views.take, name="take_visit"),
    path(SCHOOL + "inspections/", inspection_views.of_school, name="inspections"),
    path(SCHOOL + "inspections/notify/", inspection_views.notify, name="notify_inspection"),
    path(SCHOOL + "inspections/<int:inspection>/", inspection_views.inspection, name="inspection"),
    path(
        SCHOOL + "inspections/<int:inspection>/steps/<int:number>/",
        inspection_views.next_step,
        name="inspection_step",
    ),
    path(SCHOOL + "inspections/<int:inspection>/<slug:name>/", inspection_views.take, name="take_inspection"),
]
