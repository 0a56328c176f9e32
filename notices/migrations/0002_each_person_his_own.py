"""Notices become each person's own; e-mails and SMS are owed; people choose."""
import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def each_person_his_own(apps, schema_editor):
    """What a company was told, each of its people has been told; what one of them read stays read for all."""
    Notice, User = apps.get_model("notices", "Notice"), apps.get_model("accounts", "User")
    people = {}
    for user_id, company in User.objects.filter(organisation__isnull=False).values_list("pk", "organisation_id"):
        people.setdefault(company, []).append(user_id)
    companywide = Notice.objects.filter(user__isnull=True).order_by("pk")
    Notice.objects.bulk_create(
        (
            Notice(user_id=user_id, organisation_id=notice.organisation_id, event_id=notice.event_id,
                   created_at=notice.created_at, read_at=notice.read_at)
            for notice in companywide.iterator(2000)
            for user_id in people.get(notice.organisation_id, [])
        ),
        batch_size=2000,
    )
    companywide.delete()
    if schema_editor.connection.vendor == "postgresql":
        # The keys of the new rows are looked at now: PostgreSQL makes no index while it still has to.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0001_initial"),
        ("declarations", "0005_overdue"),
        ("notices", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('page', 'Page'), ('email', 'E-mail'), ('sms', 'SMS')], max_length=8, verbose_name='channel')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(verbose_name='made')),
                ('due_at', models.DateTimeField(verbose_name='next try')),
                ('leased_until', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='tries')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('failed_at', models.DateTimeField(blank=True, null=True, verbose_name='given up')),
                ('failure', models.CharField(blank=True, choices=[('refused', 'The other side refused it for good'), ('unanswered', 'Tried for more than a day in vain'), ('interrupted', 'Sending was interrupted again and again'), ('nobody', 'The person has no address any more, or left the company'), ('stale', 'Too late to be of use')], max_length=12, verbose_name='reason')),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='what the other side said')),
            ],
            options={
                'verbose_name': 'e-mail or SMS',
                'verbose_name_plural': 'e-mails and SMS',
            },
        ),
        migrations.CreateModel(
            name='NoticeChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(choices=[('sent_back', 'Sent back: you must mend something'), ('refused', 'Refused or turned back'), ('change_decided', 'A change you asked for was decided'), ('overdue', 'Overdue or expired'), ('called', 'Called forward'), ('held', 'Held, released, or a further check'), ('finished', 'Left or completed')], max_length=20, verbose_name='topic')),
                ('channel', models.CharField(choices=[('page', 'Page'), ('email', 'E-mail'), ('sms', 'SMS')], max_length=8, verbose_name='channel')),
                ('wanted', models.BooleanField(verbose_name='wanted')),
            ],
            options={
                'verbose_name': 'choice of notices',
                'verbose_name_plural': 'choices of notices',
            },
        ),
        migrations.RemoveIndex(
            model_name='notice',
            name='notice_of_company',
        ),
        migrations.RemoveIndex(
            model_name='notice',
            name='notice_unread',
        ),
        migrations.AddField(
            model_name='notice',
            name='user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='declarations.event', verbose_name='event'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='declarations.event', verbose_name='event'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='noticechoice',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notice_choices', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('failed_at__isnull', True), ('sent_at__isnull', True)), fields=['due_at', 'id'], name='delivery_owed'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('failed_at__isnull', False)), fields=['user', '-id'], name='delivery_failed'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('event', 'user', 'channel'), name='delivery_once'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('sent_at__isnull', True), ('failed_at__isnull', True), _connector='OR'), name='delivery_sent_or_failed'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('failed_at__isnull', True), ('failure', '')), models.Q(('failed_at__isnull', False), models.Q(('failure', ''), _negated=True)), _connector='OR'), name='delivery_failed_iff_reason'),
        ),
        migrations.AddConstraint(
            model_name='noticechoice',
            constraint=models.UniqueConstraint(fields=('user', 'topic', 'channel'), name='choice_once'),
        ),
        migrations.RunPython(each_person_his_own, migrations.RunPython.noop, elidable=True),
    ]
