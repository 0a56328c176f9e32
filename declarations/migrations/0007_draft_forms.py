"""Which page of the filing form saved a draft (docs/adr/0057)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("declarations", "0006_marks")]

    operations = [
        migrations.CreateModel(
            name="DraftForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form", models.UUIDField(verbose_name="page of the form")),
                ("saves", models.PositiveIntegerField(default=0, verbose_name="saves carried out")),
                ("version", models.PositiveIntegerField(verbose_name="version it saved last")),
                (
                    "declaration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="forms",
                        to="declarations.declaration",
                        verbose_name="declaration",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.organisation"
                    ),
                ),
            ],
            options={
                "verbose_name": "page of the form",
                "verbose_name_plural": "pages of the form",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "form"), name="draft_form_once_a_company")
                ],
            },
        ),
    ]
