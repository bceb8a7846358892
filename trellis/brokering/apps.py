from django.apps import AppConfig


class Brokering(AppConfig):
    name = "trellis.brokering"
    label = "brokering"
