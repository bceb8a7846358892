# ruff: noqa: RUF012

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("schools", "0004_saved_lists_and_watchlist"),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("upload", "Upload"),
                            ("fetch", "Fetch"),
                            ("undo", "Taking back"),
                            ("build", "Build"),
                        ],
                        max_length=10,
                    ),
                ),
                ("key", models.CharField(max_length=32, unique=True, verbose_name="name of its folder")),
                ("title", models.TextField()),
                ("files", models.JSONField(verbose_name="name, bytes and SHA-256 of each file")),
                ("wanted", models.JSONField(verbose_name="publications and year to fetch")),
                ("year", models.PositiveSmallIntegerField(null=True, verbose_name="year that was stated")),
                (
                    "known_from",
                    models.DateField(null=True, verbose_name="day of publication that was stated"),
                ),
                ("at", models.DateTimeField()),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="schools.authority",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undoes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="intake.batch",
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "ordering": ("-at", "-id"),
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["authority", "-at"], name="intake_batc_authori_0f4809_idx")],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("release", models.CharField(max_length=200)),
                ("dataset", models.CharField(max_length=60)),
                ("edition", models.TextField()),
                ("withdrawn", models.BooleanField()),
                (
                    "other",
                    models.TextField(blank=True, verbose_name="edition that was current before, or is again"),
                ),
                ("at", models.DateTimeField()),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="intake.batch"
                    ),
                ),
            ],
            options={
                "ordering": ("batch", "id"),
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("batch", "release"), name="one_change_per_release_and_import"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("waiting", "Waiting for its turn"),
                            ("fetching", "Fetching"),
                            ("reading", "Reading"),
                            ("read", "Read: waiting for you to confirm"),
                            ("confirmed", "Confirmed"),
                            ("keeping", "Keeping"),
                            ("building", "Building the figures"),
                            ("done", "Done"),
                            ("refused", "Refused: nothing in it could be kept"),
                            ("failed", "Stopped by a fault"),
                            ("dropped", "Dropped"),
                        ],
                        max_length=12,
                    ),
                ),
                ("said", models.TextField(blank=True, verbose_name="what is being done, or what came of it")),
                ("done", models.PositiveBigIntegerField(default=0)),
                ("of", models.PositiveBigIntegerField(default=0)),
                ("at", models.DateTimeField()),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="intake.batch"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("batch", "number"),
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "number"), name="one_step_per_number_and_import")
                ],
            },
        ),
        migrations.CreateModel(
            name="Table",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reading", models.PositiveSmallIntegerField()),
                ("position", models.PositiveIntegerField()),
                ("file", models.TextField()),
                (
                    "dataset",
                    models.CharField(
                        blank=True,
                        max_length=60,
                        verbose_name="publication or return; none where it is neither",
                    ),
                ),
                ("shape", models.TextField(blank=True, verbose_name="which of its layouts")),
                ("edition", models.TextField(blank=True)),
                ("years", models.TextField(blank=True, verbose_name="its years, in words")),
                ("rows", models.PositiveIntegerField(default=0)),
                ("schools", models.PositiveIntegerField(default=0)),
                ("known", models.TextField(blank=True, verbose_name="from when it is known, in words")),
                ("standing", models.TextField(blank=True, verbose_name="what it would replace, in words")),
                ("reason", models.TextField(blank=True, verbose_name="why it is left out")),
                ("ready", models.BooleanField()),
                ("held", models.BooleanField(verbose_name="held already")),
                ("local", models.BooleanField(verbose_name="the authority's own return")),
                ("errors", models.PositiveIntegerField(default=0)),
                ("warnings", models.PositiveIntegerField(default=0)),
                ("read", models.JSONField(verbose_name="columns that are read")),
                ("ignored", models.JSONField(verbose_name="columns that are not")),
                ("first", models.JSONField(verbose_name="the header and the first rows")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tables", to="intake.batch"
                    ),
                ),
            ],
            options={
                "ordering": ("batch", "reading", "position"),
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("batch", "reading", "position"), name="one_table_per_position_and_reading"
                    )
                ],
            },
        ),
    ]
