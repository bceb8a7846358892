from django.urls import path

from trellis.interfaces.web.judgements import (
    circumstance_views,
    intelligence_views,
    judgement_views,
    self_evaluation_views,
    views,
)

SCHOOL = "schools/<int:urn>/"
urlpatterns = [
    path(SCHOOL + "judged-by-people/", views.people, name="judged_by_people"),
    path(SCHOOL + "before-the-visit/", views.before_the_visit, name="before_the_visit"),
    path(SCHOOL + "self-evaluation/", self_evaluation_views.newest, name="self_evaluation"),
    path(SCHOOL + "self-evaluation/write/", self_evaluation_views.write, name="write_self_evaluation"),
    path(SCHOOL + "self-evaluation/comment/", self_evaluation_views.comment, name="comment_self_evaluation"),
    path(
        SCHOOL + "self-evaluation/<int:year>/<int:revision>/",
        self_evaluation_views.revision,
        name="self_evaluation_revision",
    ),
    path(SCHOOL + "judgements/", judgement_views.judgements, name="judgements"),
    path(SCHOOL + "judgements/record/", judgement_views.record, name="record_judgement"),
    path(SCHOOL + "judgements/<int:judgement>/", judgement_views.judgement, name="judgement"),
    path(SCHOOL + "judgements/<int:judgement>/answer/", judgement_views.answer, name="answer_judgement"),
    path(SCHOOL + "circumstances/", circumstance_views.circumstances, name="circumstances"),
    path(SCHOOL + "circumstances/record/", circumstance_views.record, name="record_circumstance"),
    path(SCHOOL + "circumstances/<int:circumstance>/", circumstance_views.circumstance, name="circumstance"),
    path(SCHOOL + "circumstances/<int:circumstance>/end/", circumstance_views.end, name="end_circumstance"),
    path(SCHOOL + "intelligence/", intelligence_views.intelligence, name="intelligence"),
    path(SCHOOL + "intelligence/log/", intelligence_views.log, name="log_intelligence"),
    path(SCHOOL + "intelligence/review/", intelligence_views.review, name="review_intelligence"),
    path(
        SCHOOL + "intelligence/<int:entry>/bear-out/",
        intelligence_views.bear_out,
        name="bear_out_intelligence",
    ),
    path("soft-intelligence/", intelligence_views.due, name="intelligence_due"),
]
