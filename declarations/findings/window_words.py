"""The findings about arrival windows: whether there is room, and what a company's strikes forbid."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from declarations.findings.entry import Entry, error, warning

_YOUR_STRIKES = _("Come, or give a place back two hours before its window. Your strikes show why, and take appeals.")
_LEAVE_OUT = _("Leave the window out: the trucks come without one. Your strikes show why, and take appeals.")
_ANOTHER_WINDOW = _("Leave the window out, or choose a free one. The next free ones: %(windows)s.")

WINDOWS: dict[str, Entry] = {
    "window_not_offered": error(_("The gate offers no arrival window that begins then."), _ANOTHER_WINDOW),
    "window_full": error(_("This arrival window has no room for these trucks."), _ANOTHER_WINDOW),
    "window_shared_out": error(_("Your company holds as many places as it may."), _ANOTHER_WINDOW, code="window_full"),
    "window_withheld": error(
        _("Until %(until)s your company gets no arrival window: it has %(many)d strikes."), _LEAVE_OUT
    ),
    "window_beyond_horizon": error(
        _("Until %(until)s your company books windows of the next %(hours)d hours alone: it has %(many)d strikes."),
        _ANOTHER_WINDOW,
        code="window_withheld",
    ),
    "windows_withheld": warning(
        _("Until %(until)s your company gets no arrival window: it has %(many)d strikes. The trucks come without one."),
        _YOUR_STRIKES,
    ),
    "windows_shortened": warning(
        _("Until %(until)s your company books windows of the next %(hours)d hours alone: it has %(many)d strikes."),
        _YOUR_STRIKES,
    ),
    "strikes_count": warning(
        ngettext_lazy(
            "Your company has %(many)d strike, which counts until %(until)s. More of them restrict its windows.",
            "Your company has %(many)d strikes, the last counts until %(until)s. More of them restrict its windows.",
            "many",
        ),
        _YOUR_STRIKES,
    ),
}
