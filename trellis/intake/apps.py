from django.apps import AppConfig


class Intake(AppConfig):
    name = "trellis.intake"
    label = "intake"
