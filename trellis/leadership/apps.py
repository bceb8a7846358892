from django.apps import AppConfig


class Leadership(AppConfig):
    name = "trellis.leadership"
    label = "leadership"

    def ready(self) -> None:
        from trellis.leaders.queries import commitments
        from trellis.leadership.queries import mentors

        commitments.also_from(mentors.commitments_of_mentors)
