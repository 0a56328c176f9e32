"""Papers attached to a declaration: what was sent, by whom, and where the bytes lie (outside the web root)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from declarations.models.declaration import Declaration
from declarations.models.vehicle import Vehicle
from declarations.querysets import AttachmentQuerySet


class Attachment(models.Model):
    """One file. Its type is what its content says; its name is only shown. Removing it keeps the row."""

    class Kind(models.TextChoices):
        PDF = "application/pdf", "PDF"
        JPEG = "image/jpeg", "JPEG"
        PNG = "image/png", "PNG"

    declaration = models.ForeignKey(
        Declaration, on_delete=models.PROTECT, related_name="attachments", verbose_name=_("declaration")
    )
    vehicle = models.ForeignKey(
        Vehicle, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("vehicle")
    )
    name = models.CharField(_("name"), max_length=160)
    title = models.CharField(_("what it is"), max_length=160, blank=True)
    kind = models.CharField(_("type"), max_length=40, choices=Kind)
    size_bytes = models.PositiveIntegerField(_("size (bytes)"))
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=120, unique=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    added_at = models.DateTimeField(_("added"))
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            # The same paper sent twice is there once.
            models.UniqueConstraint(
                fields=["declaration", "sha256"],
                condition=models.Q(removed_at__isnull=True),
                name="attachment_once_a_declaration",
            ),
        ]

    def __str__(self) -> str:
        return self.name
