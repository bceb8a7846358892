# ruff: noqa: RUF012
"""Add where the schools of a run have been going: its early warnings."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0004_saved_lists_and_watchlist"),
        ("screening", "0004_kept_as_written"),
    ]

    operations = [
        migrations.CreateModel(
            name="EarlyWarningList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "tested",
                    models.PositiveIntegerField(
                        verbose_name="trends looked at that could be told from chance"
                    ),
                ),
                ("marked", models.PositiveIntegerField(verbose_name="trends marked as worth a call")),
                ("false_share", models.FloatField(verbose_name="share of those marked that may be chance")),
                ("row_count", models.PositiveIntegerField(verbose_name="schools and indicators told of")),
                (
                    "indicators",
                    models.JSONField(
                        verbose_name="what each indicator was called and measured in then, by id"
                    ),
                ),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="early_warnings",
                        to="screening.run",
                    ),
                ),
            ],
            options={
                "ordering": ("run",),
                "base_manager_name": "objects",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("false_share__gte", 0), ("false_share__lte", 1)),
                        name="false_share_is_a_share",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EarlyWarning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("indicator", models.TextField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("call", "Worth a call"),
                            ("counted", "Counted by the pack already"),
                            ("chance", "Within chance"),
                            ("short", "Too little to say"),
                            ("steady", "Not for the worse"),
                        ],
                        max_length=10,
                    ),
                ),
                ("slope", models.FloatField(null=True, verbose_name="change a year")),
                ("low", models.FloatField(null=True, verbose_name="lower end of its 95% interval")),
                ("high", models.FloatField(null=True, verbose_name="upper end of its 95% interval")),
                (
                    "p",
                    models.FloatField(null=True, verbose_name="chance of a slope so adverse without a trend"),
                ),
                ("limit", models.FloatField(null=True, verbose_name="nearest limit of the pack")),
                ("sentence", models.TextField()),
                ("periods", models.JSONField(verbose_name="the values with their sources")),
                ("details", models.JSONField(verbose_name="what else is told")),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="early_warnings",
                        to="schools.school",
                    ),
                ),
                (
                    "listed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="screening.earlywarninglist",
                    ),
                ),
            ],
            options={
                "ordering": ("listed", "school", "indicator"),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["listed", "kind"], name="screening_e_listed__2f8a86_idx"),
                    models.Index(fields=["listed", "indicator"], name="screening_e_listed__e84fe1_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("listed", "school", "indicator"), name="one_trend_per_school_and_indicator"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("call", "counted", "chance", "short", "steady"))),
                        name="trend_is_one_of_five",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("p__isnull", True), models.Q(("p__gte", 0), ("p__lte", 1)), _connector="OR"
                        ),
                        name="p_is_a_probability",
                    ),
                ],
            },
        ),
    ]
