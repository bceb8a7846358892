from django.apps import AppConfig


class Schools(AppConfig):
    name = "trellis.schools"
    label = "schools"
