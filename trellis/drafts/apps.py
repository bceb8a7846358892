from django.apps import AppConfig


class Drafts(AppConfig):
    name = "trellis.drafts"
    label = "drafts"
