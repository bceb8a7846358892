# ruff: noqa: RUF012

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0002_current_runs"),
    ]

    operations = [
        migrations.AlterField(
            model_name="evidence",
            name="criterion",
            field=models.TextField(),
        ),
        migrations.AlterField(
            model_name="run",
            name="pack",
            field=models.TextField(verbose_name="framework pack"),
        ),
        migrations.AlterField(
            model_name="run",
            name="pack_title",
            field=models.TextField(),
        ),
        migrations.AlterField(
            model_name="run",
            name="pack_version",
            field=models.TextField(),
        ),
    ]
