from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_company")]

    operations = [
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('company_role__in', ['owner', 'dispatcher', 'viewer']), ('role', 'declarant')), models.Q(models.Q(('role', 'declarant'), _negated=True), ('company_role', '')), _connector='OR'), name='user_declarant_iff_company_role', violation_error_message='A declarant has a role in the company; nobody else has one.'),
        ),
    ]
