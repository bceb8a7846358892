# ruff: noqa: RUF012

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0002_pack_in_force"),
    ]

    operations = [
        migrations.AlterField(
            model_name="authority",
            name="name",
            field=models.TextField(),
        ),
        migrations.AlterField(
            model_name="authority",
            name="pack",
            field=models.TextField(blank=True, verbose_name="framework pack in force"),
        ),
        migrations.AlterField(
            model_name="school",
            name="name",
            field=models.TextField(),
        ),
        migrations.AlterField(
            model_name="school",
            name="postcode",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="school",
            name="school_type",
            field=models.TextField(),
        ),
        migrations.AlterField(
            model_name="school",
            name="town",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="school",
            name="trust_name",
            field=models.TextField(blank=True),
        ),
    ]
