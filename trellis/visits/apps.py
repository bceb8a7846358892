from django.apps import AppConfig


class Visits(AppConfig):
    name = "trellis.visits"
    label = "visits"
