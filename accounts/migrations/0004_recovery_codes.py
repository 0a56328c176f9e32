from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils.crypto import salted_hmac


def keep_digests_only(apps: Any, _schema_editor: Any) -> None:
    """What was kept readable goes on working and is readable no more (accounts.models.recovery)."""
    device_of = apps.get_model("otp_static", "StaticDevice")
    kept_by = apps.get_model("accounts", "RecoveryCodes")
    codes: dict[int, set[str]] = {}
    for device in device_of.objects.filter(confirmed=True).prefetch_related("token_set"):
        codes.setdefault(device.user_id, set()).update(row.token for row in device.token_set.all())
    kept_by.objects.bulk_create(
        kept_by(user_id=user_id, name="gate", confirmed=True, digests=[_digest(user_id, code) for code in sorted(of)])
        for user_id, of in codes.items()
    )
    device_of.objects.all().delete()


def _digest(user_id: int, code: str) -> str:
    return salted_hmac(f"accounts.recovery_code:{user_id}", code, algorithm="sha256").hexdigest()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_company_role"), ("otp_static", "0002_throttling")]

    operations = [
        migrations.CreateModel(
            name="RecoveryCodes",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="The human-readable name of this device.", max_length=64)),
                ("confirmed", models.BooleanField(default=True, help_text="Is this device ready for use?")),
                ("throttling_failure_timestamp", models.DateTimeField(blank=True, default=None, help_text="A timestamp of the last failed verification attempt. Null if last attempt succeeded.", null=True)),
                ("throttling_failure_count", models.PositiveIntegerField(default=0, help_text="Number of successive failed attempts.")),
                ("digests", models.JSONField(default=list)),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={"abstract": False},
        ),
        # Back again the codes are gone: a digest does not say what it was made of.
        migrations.RunPython(keep_digests_only, migrations.RunPython.noop),
    ]
