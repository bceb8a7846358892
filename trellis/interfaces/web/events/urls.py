from django.urls import path

from trellis.interfaces.web.events import booking_views, keeping_views, programme_views

urlpatterns = [
    path("events/", programme_views.programme, name="events"),
    path("events/booked/", programme_views.booked, name="my_events"),
    path("events/plan/", keeping_views.plan, name="plan_event"),
    path("events/<int:event>/", programme_views.event, name="event"),
    path("events/<int:event>/book/", booking_views.book, name="book_event"),
    path("events/<int:event>/change/", keeping_views.change, name="change_event"),
    path("events/<int:event>/call-off/", keeping_views.call_off, name="call_off_event"),
    path("events/<int:event>/people/", keeping_views.people, name="event_people"),
    path("events/bookings/<int:booking>/cancel/", booking_views.cancel, name="cancel_place"),
    path("events/bookings/<int:booking>/evaluate/", booking_views.evaluate, name="evaluate_event"),
    path("events/bookings/<int:booking>/certificate/", booking_views.certificate, name="event_certificate"),
]
