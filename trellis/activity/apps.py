from django.apps import AppConfig


class Activity(AppConfig):
    name = "trellis.activity"
    label = "activity"
