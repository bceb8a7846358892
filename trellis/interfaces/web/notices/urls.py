from django.urls import path

from trellis.interfaces.web.notices import calendar, views

urlpatterns = [
    path("notices/", views.notices, name="my_notices"),
    path("notices/seen/", views.seen, name="notices_seen"),
    path("notices/choose/", views.choose, name="choose_notices"),
    path("account/calendar/", calendar.address, name="calendar_address"),
    path("calendar/<slug:token>.ics", calendar.feed, name="calendar_feed"),
]
