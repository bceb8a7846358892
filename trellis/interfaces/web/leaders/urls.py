from django.urls import path

from trellis.interfaces.web.leaders import leader_views, own_views, paper_views, register_views, school_views

urlpatterns = [
    path("leaders/", register_views.register, name="leaders"),
    path("leaders/mine/", leader_views.mine, name="my_leader"),
    path("leaders/enter/", register_views.enter, name="enter_leader"),
    path("leaders/learning/", register_views.learning, name="learning_needs"),
    path("leaders/papers/", paper_views.papers, name="leader_papers"),
    path("leaders/papers/kind/", paper_views.define, name="define_designation"),
    path("leaders/papers/protocol/", paper_views.make_protocol, name="make_protocol"),
    path("leaders/papers/document/", paper_views.add_document, name="add_document"),
    path("leaders/papers/protocols/<int:protocol>/", paper_views.protocol, name="protocol"),
    path("leaders/papers/documents/<int:paper>/", paper_views.document, name="scheme_document"),
    path("leaders/<int:leader>/", leader_views.leader, name="leader"),
    path("leaders/<int:leader>/designate/", leader_views.designate, name="designate_leader"),
    path(
        "leaders/<int:leader>/designations/<int:designation>/end/",
        leader_views.end,
        name="end_designation",
    ),
    path(
        "leaders/<int:leader>/designations/<int:designation>/review/",
        leader_views.review,
        name="review_designation",
    ),
    path("leaders/<int:leader>/days/", own_views.days, name="days_of_leader"),
    path("leaders/<int:leader>/release/", own_views.release, name="release_leader"),
    path("leaders/<int:leader>/needs/", own_views.need, name="need_of_leader"),
    path("leaders/<int:leader>/needs/<int:learning>/", own_views.meet, name="meet_need"),
    path("leaders/<int:leader>/accept/<int:protocol>/", own_views.accept, name="accept_protocol"),
    path("leaders/<int:leader>/portrait/", own_views.write, name="write_portrait"),
    path("leaders/<int:leader>/portrait/<slug:name>/", own_views.take, name="take_portrait"),
    path("schools/<int:urn>/system-leaders/", school_views.of_school, name="school_leaders"),
]
