from django.apps import AppConfig


class Duties(AppConfig):
    name = "trellis.duties"
    label = "duties"
