from django.apps import AppConfig


class Resources(AppConfig):
    name = "trellis.resources"
    label = "resources"
