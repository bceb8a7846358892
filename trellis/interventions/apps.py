from django.apps import AppConfig


class Interventions(AppConfig):
    name = "trellis.interventions"
    label = "interventions"

    def ready(self) -> None:
        from trellis.interventions import feed
        from trellis.judgements import feed as recorded

        recorded.also_from(feed.events)
