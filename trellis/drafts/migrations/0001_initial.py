# ruff: noqa: RUF012

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("schools", "0003_free_text"),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("base_pack", models.CharField(max_length=60, verbose_name="pack it starts from")),
                ("at", models.DateTimeField()),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
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
            ],
            options={
                "ordering": ("-at", "-id"),
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["authority", "-at"], name="drafts_draf_authori_e1ef84_idx")],
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=120)),
                ("note", models.TextField(blank=True, verbose_name="why, in the words of whoever kept it")),
                ("base_version", models.CharField(max_length=40)),
                (
                    "base_hash",
                    models.CharField(max_length=64, verbose_name="SHA-256 of the pack it starts from"),
                ),
                ("changes", models.JSONField(verbose_name="the settings changed, by their id")),
                ("said", models.JSONField(verbose_name="the changes in words, as they were then")),
                ("moved", models.PositiveIntegerField(verbose_name="schools of the authority that move")),
                (
                    "build_id",
                    models.CharField(max_length=64, verbose_name="build of the data it was tried on"),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="drafts.draft",
                    ),
                ),
            ],
            options={
                "ordering": ("draft", "-number"),
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("draft", "number"), name="one_version_per_number_and_draft"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StateChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(choices=[("draft", "Draft"), ("proposed", "Proposed")], max_length=20),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="state_changes",
                        to="drafts.draft",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="drafts.version"
                    ),
                ),
            ],
            options={
                "ordering": ("draft", "at", "id"),
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("draft", "state"), name="one_step_to_each_state_of_a_draft"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("draft", "proposed"))),
                        name="state_of_a_draft_is_known",
                    ),
                ],
            },
        ),
    ]
