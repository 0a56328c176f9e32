"""The officers' desk: Django's own admin, with pages of its own for queues and dossiers (ADR 0035).

Importing this registers everything; who sees which rows is said by the querysets, who may do what by the operations.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from declarations.admin import centre_cash, centre_receipts, changes, dossiers, places, postings, queue, reasons, tariff

__all__ = ["centre_cash", "centre_receipts", "changes", "dossiers", "places", "postings", "queue", "reasons", "tariff"]

admin.site.site_header = _("Digital border gate")
admin.site.site_title = _("Digital border gate")
admin.site.index_title = _("My desk")
admin.site.enable_nav_sidebar = False
