"""What gates are called in every language."""

from collections.abc import Collection

from declarations.models import Gate

GateNames = dict[str, dict[str, str]]
"""By code and language."""


def gate_names(codes: Collection[str]) -> GateNames:
    """What these gates are called now."""
    rows = Gate.objects.filter(code__in=codes).order_by("pk").values_list("code", "name_vi", "name_en", "name_zh")
    return {code: {"vi": vi, "en": en, "zh-hans": zh} for code, vi, en, zh in rows}
