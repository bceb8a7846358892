from django.apps import AppConfig


class Practice(AppConfig):
    name = "trellis.practice"
    label = "practice"
