from django.apps import AppConfig


class Notices(AppConfig):
    name = "trellis.notices"
    label = "notices"
