from django.apps import AppConfig


class Priorities(AppConfig):
    name = "trellis.priorities"
    label = "priorities"
