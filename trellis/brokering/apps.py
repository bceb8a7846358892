from django.apps import AppConfig


class Brokering(AppConfig):
    name = "trellis.brokering"
    label = "brokering"

    def ready(self) -> None:
        from trellis.brokering.queries import promised
        from trellis.leaders.queries import commitments

        commitments.also_from(promised.commitments)
