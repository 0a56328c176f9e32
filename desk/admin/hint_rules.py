"""The rules of hints with their hit rates, and the goods they know: read by managers, kept by the province."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.acting import acting_user
from accounts.models import Agency
from contract.errors import DomainError
from declarations.admin.forms import Sentence
from desk.hints.codes import HintAnswer
from desk.hints.rules import RULES
from desk.models import GoodsName, HintRule
from desk.operations import hinting
from desk.queries.hints import rates


class _Kept(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that managers and administrators read, and the province's and the administrators keep; none is deleted."""

    sortable_by = ()
    actions = None
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Managers and administrators."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Managers and administrators."""
        user = acting_user(request)
        return user.is_manager or user.is_administrator

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Who keeps them."""
        return hinting.may_keep_rules(acting_user(request))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Who keeps them."""
        return hinting.may_keep_rules(acting_user(request))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Nobody: what was asked once stays readable."""
        return False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row. :raises Http404: there is none."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A refusal of the operation is said, and nothing is changed."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except DomainError as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
            return HttpResponseRedirect(request.get_full_path())


class HintRuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """A rule; its thresholds are written as JSON and judged by the operation."""

    name_vi = Sentence(label=_("Name (Vietnamese)"), max_length=120, widget=AdminTextInputWidget)
    name_en = Sentence(label=_("Name (English)"), max_length=120, widget=AdminTextInputWidget)
    name_zh_hans = Sentence(label=_("Name (Chinese)"), max_length=120, widget=AdminTextInputWidget)
    agencies = forms.MultipleChoiceField(
        label=_("Shown to"), choices=Agency.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = HintRule
        fields = ("name_vi", "name_en", "name_zh_hans", "is_on", "agencies", "parameters")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bounds = RULES[self.instance.code].parameters if self.instance.code else {}
        said = "; ".join(f"{name}: {one.label} ({one.least}–{one.most})" for name, one in bounds.items())
        if "parameters" in self.fields:
            self.fields["parameters"].help_text = said or _("This rule has no threshold.")
            self.fields["parameters"].widget.attrs.update({"rows": 4, "class": "vLargeTextField"})


@admin.register(HintRule)
class HintRuleAdmin(_Kept):
    """The rules, each with how often it was right; at a manager's own gates, at all for administrators."""

    form = HintRuleForm
    ordering = ("pk",)
    change_list_template = "admin/desk/list.html"

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """A rule is program: nobody."""
        return False

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Columns with this reader's figures."""
        return _Columns({rate.rule.pk: rate for rate in rates(acting_user(request))}).all()

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list."""
        return super().changelist_view(request, {"title": _("Rules of hints"), **(extra_context or {})})

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> list[Any]:  # noqa: ARG002
        """The name leads to the rule."""
        return [list_display[0]]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: ARG002
        """By the operation."""
        hinting.keep_rule(rule=obj, by=acting_user(request))


class _Columns:
    """The cells of one page of rules, with the figures of whoever reads it."""

    def __init__(self, by_rule: dict[int, Any]) -> None:
        self.by_rule = by_rule

    def all(self) -> list[Any]:
        """In their order."""
        return [self.name, self.on, self.rate, self.answers, self.shown_to, self.thresholds]

    @admin.display(description=_("Rule"))
    def name(self, row: HintRule) -> str:
        """In the language of whoever reads."""
        return row.name

    @admin.display(description=_("Switched on"), boolean=True)
    def on(self, row: HintRule) -> bool:
        """Whether it is asked."""
        return row.is_on

    @admin.display(description=_("Hit rate"))
    def rate(self, row: HintRule) -> str:
        """Confirmed of those answered."""
        percent = self.by_rule[row.pk].percent
        return str(_("nobody answered yet") if percent is None else _("%(percent)d %% right") % {"percent": percent})

    @admin.display(description=_("Answers"))
    def answers(self, row: HintRule) -> SafeString:
        """What became of its hints."""
        rate = self.by_rule[row.pk]
        told = (
            (HintAnswer.CONFIRMED.label, rate.confirmed), (HintAnswer.UNFOUNDED.label, rate.unfounded),
            (_("To be answered"), rate.open), (_("Not answered in time"), rate.unanswered),
        )  # fmt: skip
        return format_html_join(" · ", "{}: <strong>{}</strong>", told)

    @admin.display(description=_("Shown to"))
    def shown_to(self, row: HintRule) -> str:
        """The agencies."""
        return ", ".join(str(Agency(agency).label) for agency in row.agencies)

    @admin.display(description=_("Thresholds"))
    def thresholds(self, row: HintRule) -> str:
        """As they are set."""
        known = RULES[row.code].parameters
        return ", ".join(f"{one.label}: {row.parameters.get(name)}" for name, one in known.items()) or "–"


class GoodsNameForm(forms.ModelForm):  # type: ignore[type-arg]
    """Words and codes."""

    words = Sentence(
        label=_("Words"), max_length=500, widget=AdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("Separated by commas, in any language; marks and capitals do not matter."),
    )  # fmt: skip
    hs_prefixes = Sentence(
        label=_("HS codes begin with"), max_length=200, widget=AdminTextInputWidget,
        help_text=_("2 to 8 digits each, separated by commas."),
    )  # fmt: skip

    class Meta:
        model = GoodsName
        fields = ("words", "hs_prefixes", "is_on")


@admin.register(GoodsName)
class GoodsNameAdmin(_Kept):
    """Which goods go under which HS codes."""

    form = GoodsNameForm
    list_display = ("words", "hs_prefixes", "is_on")
    search_fields = ("words", "hs_prefixes")
    ordering = ("hs_prefixes", "pk")
    change_list_template = "admin/desk/list.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list."""
        return super().changelist_view(request, {"title": _("Goods and their HS codes"), **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: ARG002
        """By the operation."""
        hinting.keep_goods(goods=obj, by=acting_user(request))
