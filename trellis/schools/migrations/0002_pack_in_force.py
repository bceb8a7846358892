# ruff: noqa: RUF012
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("schools", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="authority",
            name="pack",
            field=models.CharField(
                blank=True, default="", max_length=60, verbose_name="framework pack in force"
            ),
            preserve_default=False,
        ),
    ]
