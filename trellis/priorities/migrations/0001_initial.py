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
            name="Need",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("measure", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=200)),
                ("theme", models.CharField(max_length=60)),
                ("phase", models.CharField(max_length=20)),
                ("group", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
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
                "ordering": ("authority", "measure"),
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("authority", "measure"), name="one_need_per_authority_and_measure"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Marking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(choices=[("draft", "Draft"), ("complete", "Complete")], max_length=10),
                ),
                (
                    "risk",
                    models.CharField(
                        blank=True, choices=[("high", "High risk"), ("other", "Other")], max_length=10
                    ),
                ),
                (
                    "response",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("challenge", "Challenge: put it to the schools or services concerned"),
                            ("intervention", "Intervention: do something specific about it"),
                            ("watch", "Watch: look again when new figures come"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("evidence", models.JSONField(verbose_name="the figures as they were that day")),
                (
                    "build_id",
                    models.CharField(max_length=64, verbose_name="build of the data they were read from"),
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
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="markings",
                        to="priorities.need",
                    ),
                ),
            ],
            options={
                "ordering": ("need", "-number"),
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("need", "number"), name="one_marking_per_number_and_need"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("draft", "complete"))),
                        name="state_of_a_marking_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("risk__in", ("", "high", "other"))),
                        name="risk_of_a_need_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("response__in", ("", "challenge", "intervention", "watch"))),
                        name="response_to_a_need_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "complete"), _negated=True),
                            models.Q(("risk", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="complete_marking_says_the_risk",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("risk", "high"), ("state", "complete"), _negated=True),
                            models.Q(models.Q(("response", ""), _negated=True), ("owner__isnull", False)),
                            _connector="OR",
                        ),
                        name="high_risk_has_a_response_and_an_owner",
                    ),
                ],
            },
        ),
    ]
