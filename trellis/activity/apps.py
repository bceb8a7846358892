from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Activity(AppConfig):
    name = "trellis.activity"
    label = "activity"

    def ready(self) -> None:
        from trellis.activity import keeping

        post_migrate.connect(keeping.put_in_place, dispatch_uid="trellis.activity.keeping")
