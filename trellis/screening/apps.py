from django.apps import AppConfig


class Screening(AppConfig):
    name = "trellis.screening"
    label = "screening"
