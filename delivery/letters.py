"""The e-mail of a report: what is published, in the subscription's language; with the files or with a link alone."""

from email.encoders import encode_base64
from email.mime.base import MIMEBase
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.letters import address_of
from declarations.models import Gate
from delivery.carrying import Never, NobodyThere, NotNow, Parcel
from delivery.papers import Paper
from delivery.titles import page_of, title_of
from delivery.words import Trouble, Way
from notices import mail
from notices.carrying import NotCarried, Undeliverable, Unreachable
from reports.exports.making import MEDIA_TYPES

MOST_ATTACHED: Final = 8 * 1024 * 1024
"""Bytes of files in one letter: a third more as they travel, and many servers take ten million. Above it, the link."""


def send(parcel: Parcel) -> None:
    """Hand it to the mail server.

    :raises Never: there is no address, or the server refuses it for good.   :raises NotNow: not at this moment.
    :raises NobodyThere: the server does not answer, or does not let us in.
    """
    address = address_of(parcel.sending.subscription.reader)
    if not address:
        raise Never(Trouble.NO_ADDRESS)
    try:
        mail.hand_over(compose(parcel, address))
    except Unreachable as refused:
        raise NobodyThere(Trouble.UNANSWERED, str(refused)) from refused
    except Undeliverable as refused:
        raise Never(Trouble.REFUSED, str(refused)) from refused
    except NotCarried as refused:
        raise NotNow(Trouble.REFUSED, str(refused)) from refused


def compose(parcel: Parcel, address: str) -> EmailMultiAlternatives:
    """The letter as it goes out. Its Message-ID is the sending's own: sent twice it is the same letter."""
    sending = parcel.sending
    site = urlsplit(settings.SITE_URL).hostname
    subscriptions = settings.SITE_URL + reverse("subscription", args=[sending.subscription_id])
    papers = parcel.papers if sum(paper.size_bytes for paper in parcel.papers) <= MOST_ATTACHED else []
    with override(sending.subscription.language):
        context = _context(parcel) | {"papers": papers, "subscriptions": subscriptions}
        message = EmailMultiAlternatives(
            subject=context["title"],
            body=render_to_string("delivery/letter.txt", context),
            to=[address],
            headers={
                "Message-ID": f"<report.{sending.key}@{site}>",
                "Auto-Submitted": "auto-generated",
                "List-Unsubscribe": f"<{subscriptions}>",
            },
        )
        message.attach_alternative(render_to_string("delivery/letter.html", context), "text/html")
    for paper in papers:
        message.attach(_enclosed(paper))
    return message


def _enclosed(paper: Paper) -> MIMEBase:
    """The file as a part of the letter, in base64 whatever it is: on the way no line end of a text is touched."""
    kind, _slash, form = MEDIA_TYPES[paper.form].partition(";")[0].partition("/")
    part = MIMEBase(kind, form)
    with paper.open() as opened:
        part.set_payload(opened.read())
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=paper.name)
    return part


def _context(parcel: Parcel) -> dict[str, Any]:
    bulletin, subscription = parcel.sending.bulletin, parcel.sending.subscription
    title = title_of(bulletin)
    if bulletin.revision > 1:
        title = _("%(title)s: correction %(number)s") % {"title": title, "number": bulletin.revision - 1}
    return {
        "title": title,
        "bulletin": bulletin,
        "is_test": parcel.sending.is_test,
        "gates": [gate.name for gate in Gate.objects.filter(code__in=parcel.gates).order_by("pk")],
        "too_large": subscription.way == Way.ATTACHMENT,  # said only where no file is attached
        "language": subscription.language,
        "link": page_of(bulletin),
    }
