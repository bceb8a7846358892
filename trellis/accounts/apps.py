from django.apps import AppConfig


class Accounts(AppConfig):
    name = "trellis.accounts"
    label = "accounts"
