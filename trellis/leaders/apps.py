from django.apps import AppConfig


class Leaders(AppConfig):
    name = "trellis.leaders"
    label = "leaders"
