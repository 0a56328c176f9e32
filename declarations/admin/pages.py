"""A paginator that never counts further than anybody turns pages: the queue is worked from its front."""

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator

MOST = 2_000


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts to `MOST` rows and no further; what lies behind is found by searching or filtering."""

    @cached_property
    def count(self) -> int:
        """The rows, or `MOST`."""
        rows: Any = self.object_list  # a queryset, always, in the admin
        counted: int = rows.order_by()[:MOST].count()
        return counted
