# ruff: noqa: RUF012
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activity", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="verb",
            field=models.CharField(
                choices=[
                    ("signed_in", "signed in"),
                    ("signed_out", "signed out"),
                    ("password_changed", "changed their password"),
                    ("looked", "looked at"),
                    ("exported", "exported"),
                    ("schools_synced", "brought the list of schools up to date"),
                    ("screening_run", "ran a screening"),
                    ("pack_in_force", "put a framework pack in force"),
                ],
                max_length=30,
            ),
        ),
    ]
