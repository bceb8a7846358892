from django.apps import AppConfig


class Providers(AppConfig):
    name = "trellis.providers"
    label = "providers"
