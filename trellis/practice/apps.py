from django.apps import AppConfig


class Practice(AppConfig):
    name = "trellis.practice"
    label = "practice"

    def ready(self) -> None:
        from trellis.practice.actions import seen_on_visits
        from trellis.visits.actions import notes

        notes.when_final(seen_on_visits.nominate)
