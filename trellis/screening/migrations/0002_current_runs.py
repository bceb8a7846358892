# ruff: noqa: RUF012
from typing import Any

from django.db import migrations, models
from django.utils import timezone


def decide(apps: Any, schema_editor: Any) -> None:
    """Say of each run kept before whether it is current: the pack in force is that of the newest run of its own day."""
    Run = apps.get_model("screening", "Run")
    Authority = apps.get_model("schools", "Authority")
    for authority in Authority.objects.all():
        of_its_day = [
            run
            for run in Run.objects.filter(authority=authority)
            .only("id", "pack", "as_of", "at")
            .order_by("-at", "-id")
            if run.as_of >= min(run.at.date(), timezone.localtime(run.at).date())
        ]
        if not of_its_day:
            continue
        authority.pack = of_its_day[0].pack
        authority.save(update_fields=["pack"])
        Run.objects.filter(pk__in=[run.pk for run in of_its_day if run.pack == authority.pack]).update(
            is_current=True
        )


class Migration(migrations.Migration):
    dependencies = [("screening", "0001_initial"), ("schools", "0002_pack_in_force")]

    operations = [
        migrations.AddField(
            model_name="run",
            name="is_current",
            field=models.BooleanField(
                default=False, verbose_name="by the pack in force, with all that was known on the day"
            ),
            preserve_default=False,
        ),
        migrations.RunPython(decide, migrations.RunPython.noop),
    ]
