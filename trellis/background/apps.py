from django.apps import AppConfig


class Background(AppConfig):
    name = "trellis.background"
    label = "background"
