from django.urls import path

from trellis.interfaces.web.leadership import (
    academy_views,
    enquiry_views,
    induction_step_views,
    induction_views,
    network_step_views,
    network_views,
)

urlpatterns = [
    path("inductions/", induction_views.inductions, name="inductions"),
    path("inductions/notify/", induction_step_views.notify, name="notify_induction"),
    path("inductions/needs/<int:need>/", induction_step_views.see_to, name="see_to_need"),
    path("inductions/<int:induction>/", induction_views.induction, name="induction"),
    path("inductions/<int:induction>/kind/", induction_step_views.set_type, name="type_induction"),
    path("inductions/<int:induction>/eligibility/", induction_step_views.eligibility, name="eligibility"),
    path("inductions/<int:induction>/needs/", induction_step_views.analyse, name="analyse_needs"),
    path("inductions/<int:induction>/mentor/", induction_step_views.match, name="match_mentor"),
    path("inductions/<int:induction>/<slug:move>/", induction_step_views.take, name="take_induction"),
    path("leadership-academy/", academy_views.academy, name="academy"),
    path("leadership-academy/charter/", academy_views.charter, name="academy_charter"),
    path("leadership-academy/group/", academy_views.group, name="stewards"),
    path("leadership-academy/group/add/", academy_views.seat, name="seat_steward"),
    path("leadership-academy/group/<int:steward>/end/", academy_views.unseat, name="unseat_steward"),
    path("leadership-academy/enquiries/", enquiry_views.library, name="enquiries"),
    path("leadership-academy/enquiries/post/", enquiry_views.post, name="post_enquiry"),
    path("leadership-academy/enquiries/<int:enquiry>/", enquiry_views.enquiry, name="enquiry"),
    path("leadership-academy/enquiries/<int:enquiry>/words/", enquiry_views.word, name="word_enquiry"),
    path(
        "leadership-academy/enquiries/<int:enquiry>/promote/", enquiry_views.promote, name="promote_enquiry"
    ),
    path("networks/", network_views.register, name="networks"),
    path("networks/reach/", network_views.reach, name="network_reach"),
    path("networks/enter/", network_step_views.enter, name="enter_network"),
    path("networks/members/<int:member>/leave/", network_step_views.leave, name="leave_network"),
    path("networks/<int:network>/", network_views.network, name="network"),
    path("networks/<int:network>/words/", network_step_views.word, name="word_network"),
    path("networks/<int:network>/join/", network_step_views.join, name="join_network"),
    path("networks/<int:network>/log/", network_step_views.log, name="log_network"),
]
