from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Search(AppConfig):
    name = "trellis.search"
    label = "search"

    def ready(self) -> None:
        from trellis.search import full_text

        post_migrate.connect(full_text.put_in_place, sender=self, dispatch_uid="trellis.search.full_text")
