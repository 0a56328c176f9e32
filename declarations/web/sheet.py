"""One form in hand: what it is of, what stands in it, and what there is to say about it."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.companies import work_for
from accounts.models import User
from contract.finding import Finding
from declarations.models import Declaration
from declarations.operations.examining import examine_for
from declarations.queries.document import as_document
from declarations.queries.whole import load
from declarations.web.changeable import asking_limits, limits_of
from declarations.web.form.parts import Limits
from declarations.web.form.places import look
from declarations.web.form.rows import name_rows
from declarations.web.form.typed import read_form

Document = dict[str, Any]


@dataclass
class Sheet:
    """One form in hand. `page` names the opened page, which knows its own saves again (operations.autosaving)."""

    user: User
    at: datetime
    declaration: Declaration | None
    document: Document
    findings: tuple[Finding, ...] = ()
    said: str = ""
    checked: bool = False
    limits: Limits | None = None
    version: int | None = None
    page: UUID = field(default_factory=uuid4)
    save: int | None = None
    filed: Document = field(default_factory=dict)  # what stands, where it is filed
    asking: bool = False  # opened to ask agencies for a change: what they must agree to can be typed too

    @property
    def is_filed(self) -> bool:
        return self.declaration is not None and not self.declaration.is_draft

    @property
    def action(self) -> str:
        name = "declaration-change" if self.asking else "declaration-edit"
        return reverse(name, args=[self.declaration]) if self.declaration else reverse("declaration-new")

    @property
    def findings_address(self) -> str:
        """Where the page asks what there is to say while it is typed in."""
        return self._address("findings")

    @property
    def autosave_address(self) -> str:
        """Where the page saves by itself; a filed declaration's does not."""
        return "" if self.is_filed else self._address("autosave")

    def _address(self, what: str) -> str:
        if self.declaration is None:
            return reverse(f"declaration-new-{what}")
        return reverse(f"declaration-{what}", args=[self.declaration])

    @property
    def title(self) -> str:
        """What its page is called, unless it is filed: a draft as the list calls it, and by its first plate."""
        if self.declaration is None:
            return _("New declaration")
        plate = look(self.document, ("vehicles", 0, "plate"))
        draft = _("Draft %(id)s") % {"id": self.declaration.pk}
        return f"{draft} · {plate}" if isinstance(plate, str) and plate else draft

    def examine(self) -> None:
        """Say everything there is to say about what stands in it."""
        own = self.declaration.pk if self.declaration else None
        self.findings = examine_for(body=self.document, by=self.user, at=self.at, leaving_out=own).findings
        self.checked = True


def sheet_of(declaration: Declaration, user: User, at: datetime, *, asking: bool = False) -> Sheet:
    """The form of a declaration that there is, in the name of its company."""
    work_for(user, declaration.organisation_id)
    (whole,) = load([declaration])
    document = name_rows(as_document(whole))
    limits = None if declaration.is_draft else (asking_limits if asking else limits_of)(whole)
    return Sheet(
        user, at, declaration, document, limits=limits, version=declaration.version, filed=document, asking=asking
    )


def posted_sheet(request: HttpRequest, sheet: Sheet) -> Sheet:
    """The form with what was posted in it, as the page it was posted from."""
    posted = request.POST
    sheet.document = read_form(posted, before=sheet.document)
    sheet.version, sheet.save = number_in(posted.get("version")), number_in(posted.get("save"))
    sheet.page = page_in(posted.get("page"))
    return sheet


def page_in(text: object) -> UUID:
    """Which page of the form it is; one that does not say so is a new one each time."""
    try:
        return UUID(str(text))
    except ValueError:
        return uuid4()


def number_in(text: object) -> int | None:
    """A version or a count as a page sends it; None when it is none."""
    return int(text) if isinstance(text, str) and re.fullmatch(r"[0-9]{1,9}", text) else None
