# ruff: noqa: RUF012


from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activity", "0003_account_events"),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="verb",
            field=models.CharField(
                choices=[
                    ("signed_in", "signed in"),
                    ("signed_out", "signed out"),
                    ("password_changed", "changed their password"),
                    ("password_reset", "gave a new password to"),
                    ("account_opened", "made an account for"),
                    ("post_given", "gave a role to"),
                    ("looked", "looked at"),
                    ("exported", "exported"),
                    ("schools_synced", "brought the list of schools up to date"),
                    ("screening_run", "ran a screening"),
                    ("pack_in_force", "put a framework pack in force"),
                    ("pack_drafted", "kept a draft pack"),
                    ("pack_proposed", "proposed a draft pack"),
                ],
                max_length=30,
            ),
        ),
    ]
