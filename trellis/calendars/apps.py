from django.apps import AppConfig


class Calendars(AppConfig):
    name = "trellis.calendars"
    label = "calendars"
