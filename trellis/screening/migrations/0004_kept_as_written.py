# ruff: noqa: RUF012

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0003_free_text"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="evidence",
            options={
                "base_manager_name": "objects",
                "ordering": ("result", "position"),
                "verbose_name_plural": "evidence",
            },
        ),
        migrations.AlterModelOptions(
            name="result",
            options={"base_manager_name": "objects", "ordering": ("run", "school")},
        ),
        migrations.AlterModelOptions(
            name="run",
            options={"base_manager_name": "objects", "ordering": ("-at", "-id")},
        ),
    ]
