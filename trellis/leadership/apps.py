from django.apps import AppConfig


class Leadership(AppConfig):
    name = "trellis.leadership"
    label = "leadership"
