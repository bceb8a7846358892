from django.apps import AppConfig


class Judgements(AppConfig):
    name = "trellis.judgements"
    label = "judgements"
