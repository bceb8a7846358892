from django.urls import path

from trellis.interfaces.web.brokering import (
    found_views,
    given_views,
    impact_views,
    list_views,
    match_views,
    need_views,
    support_views,
)

_ONE = "support/brokered/<int:brokered>/"
urlpatterns = [
    path("support/brokered/", list_views.every, name="supports"),
    path("support/impact/", impact_views.impact, name="support_impact"),
    path("support/load/", list_views.load, name="support_load"),
    path("support/passed-over/", list_views.passed_over, name="passed_over"),
    path("schools/<int:urn>/support/", list_views.of_school, name="school_support"),
    path("schools/<int:urn>/support/ask/", need_views.ask, name="ask_support"),
    path("schools/<int:urn>/support/found/", found_views.log, name="log_found"),
    path("support/found/<int:found>/impact/", found_views.impact, name="found_impact"),
    path("support/found/<int:found>/used/", found_views.used, name="found_used"),
    path("support/found/<int:found>/take-back/", found_views.take_back, name="take_back_found"),
    path(_ONE, support_views.one, name="brokered"),
    path(_ONE + "find/", match_views.find, name="find_support"),
    path(_ONE + "find/<slug:helper>/<int:helper_id>/", match_views.choose, name="choose_support"),
    path(_ONE + "terms/", support_views.terms, name="support_terms"),
    path(_ONE + "check/", support_views.check, name="check_support"),
    path(_ONE + "fund/", support_views.fund, name="fund_support"),
    path(_ONE + "sign/<slug:side>/", support_views.sign, name="sign_support"),
    path(_ONE + "log/", given_views.log, name="log_support"),
    path(_ONE + "log/<int:delivery>/take-back/", given_views.take_back, name="take_back_support"),
    path(_ONE + "evaluate/<slug:side>/", given_views.evaluate, name="evaluate_support"),
    path(_ONE + "confirm/", given_views.confirm, name="confirm_support"),
    path(_ONE + "comment/", given_views.comment, name="comment_support"),
    path(_ONE + "step/<slug:name>/", support_views.take, name="take_support"),
]
