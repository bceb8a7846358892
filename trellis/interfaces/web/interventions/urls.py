from django.urls import path

from trellis.interfaces.web.interventions import challenge_views, concern_views, notice_views, register_views

urlpatterns = [
    path("notices-and-concerns/", register_views.register, name="interventions"),
    path("schools/<int:urn>/notices/", notice_views.notices, name="notices"),
    path("schools/<int:urn>/notices/consider/", notice_views.consider, name="consider_notice"),
    path("schools/<int:urn>/notices/secretary/", notice_views.secretary, name="secretary_notice"),
    path(
        "schools/<int:urn>/notices/secretary/<int:number>/end/",
        notice_views.end_secretary,
        name="end_secretary_notice",
    ),
    path("schools/<int:urn>/notices/<int:notice>/", notice_views.notice, name="notice"),
    path("schools/<int:urn>/notices/<int:notice>/paper/", notice_views.paper, name="notice_paper"),
    path("schools/<int:urn>/notices/<int:notice>/<slug:name>/", notice_views.take, name="take_notice"),
    path("schools/<int:urn>/challenges/send/", challenge_views.write, name="send_challenge"),
    path("schools/<int:urn>/challenges/<int:challenge>/", challenge_views.challenge, name="challenge"),
    path(
        "schools/<int:urn>/challenges/<int:challenge>/<slug:name>/",
        challenge_views.take,
        name="take_challenge",
    ),
    path("schools/<int:urn>/concerns/", concern_views.concerns, name="concerns"),
    path("schools/<int:urn>/concerns/note/", concern_views.note, name="note_concern"),
    path("schools/<int:urn>/concerns/<int:concern>/", concern_views.concern, name="concern"),
    path(
        "schools/<int:urn>/concerns/<int:concern>/letters/<int:number>/",
        concern_views.letter,
        name="concern_letter",
    ),
    path("schools/<int:urn>/concerns/<int:concern>/<slug:name>/", concern_views.take, name="take_concern"),
]
