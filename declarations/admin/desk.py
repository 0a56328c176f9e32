"""What every list of the officers' desk shares: read by officers, written by nobody, paged and searched cheaply."""

from collections.abc import Sequence

from django.contrib import admin
from django.http import HttpRequest

from accounts.acting import acting_user
from declarations.admin.pages import CappedPaginator


class DeskAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that officers look at and move by operations: no page of the desk adds, edits or deletes one."""

    list_display_links = None
    list_per_page = 50
    list_max_show_all = 0
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()
    actions: Sequence[str] | None = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Officers have a desk."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002
        """Officers have a desk; which rows lie on it, `get_queryset` says."""
        return acting_user(request).is_officer

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Companies file and ask, the procedure makes checks."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002
        """Nothing is edited: checks are moved, requests answered."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002
        """Nothing is deleted."""
        return False
