"""The e-mail of a notice: plain and HTML, in the receiver's language, linked to the declaration and his choices."""

import smtplib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from notices.carrying import NotNow, Undeliverable, Unreachable
from notices.models import Delivery
from notices.words import plate_of, text_of, title_of


def send(delivery: Delivery, address: str) -> None:
    """Hand it to the mail server.

    :raises NotCarried: it was not taken.
    """
    hand_over(compose(delivery, address))


def hand_over(message: EmailMessage) -> None:
    """Let the mail server take a letter to one person.

    :raises Undeliverable: the server refuses this mail for good.   :raises NotNow: not at this moment.
    :raises Unreachable: nobody answers, or we are not let in.
    """
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refused:
        code, said = next(iter(refused.recipients.values()))
        raise _by(code)(f"{code} {_words(said)}") from refused
    except smtplib.SMTPDataError as refused:
        raise _by(refused.smtp_code)(f"{refused.smtp_code} {_words(refused.smtp_error)}") from refused
    except (smtplib.SMTPNotSupportedError, ValueError) as refused:  # an address that cannot be written in a mail
        raise Undeliverable(type(refused).__name__) from refused
    except smtplib.SMTPResponseException as refused:  # sign-in, greeting, sender: it is not this mail's fault
        raise Unreachable(f"{refused.smtp_code} {_words(refused.smtp_error)}") from refused
    except OSError as error:  # smtplib's own exceptions among them
        raise Unreachable(type(error).__name__) from error


def compose(delivery: Delivery, address: str) -> EmailMultiAlternatives:
    """The mail as it goes out. Its Message-ID is the delivery's own: sent twice it is the same mail."""
    event = delivery.event
    with override(delivery.user.language):
        choices = settings.SITE_URL + reverse("notice-choices")
        context = {
            "title": title_of(event),
            "text": text_of(event),
            "event": event,
            "plate": plate_of(event),
            "language": delivery.user.language,
            "link": settings.SITE_URL + reverse("declaration", args=[event.declaration.number]),
            "choices": choices,
        }
        about = " · ".join(part for part in (event.declaration.number, plate_of(event)) if part)
        message = EmailMultiAlternatives(
            subject=_("%(about)s: %(title)s") % {"about": about, "title": title_of(event)},
            body=render_to_string("notices/mail.txt", context),
            to=[address],
            headers={
                "Message-ID": f"<notice.{delivery.key}@{urlsplit(settings.SITE_URL).hostname}>",
                "Auto-Submitted": "auto-generated",
                "List-Unsubscribe": f"<{choices}>",
            },
        )
        message.attach_alternative(render_to_string("notices/mail.html", context), "text/html")
    return message


def _by(code: int) -> type[NotNow | Undeliverable]:
    """What a server says in the five hundreds, it says for good (RFC 5321 §4.2.1)."""
    return Undeliverable if code >= 500 else NotNow


def _words(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
