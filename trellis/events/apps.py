from django.apps import AppConfig


class Events(AppConfig):
    name = "trellis.events"
    label = "events"
