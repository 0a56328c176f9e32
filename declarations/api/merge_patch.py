"""JSON Merge Patch (RFC 7396): a member given replaces, null removes, objects are merged, lists are replaced whole."""

from typing import Any

from contract.api.parsers import StrictJSONParser


class MergePatchParser(StrictJSONParser):
    """The same strict JSON under the media type of the RFC."""

    media_type = "application/merge-patch+json"


def merge(target: Any, patch: Any) -> Any:
    """The target with the patch applied; neither is changed. The parser bounds how deep both are."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge(merged.get(name), value)
    return merged
