"""Answers that are files: the bytes are made elsewhere and passed on under the media type of the renderer's class."""

from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import BaseRenderer


class FileRenderer(BaseRenderer):
    """Passes bytes on under the media type of its class."""

    charset: str | None = None
    render_style = "binary"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,  # noqa: ARG002
        renderer_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> bytes:
        """The bytes as they are."""
        return bytes(data)


class PdfRenderer(FileRenderer):
    """A page to print."""

    media_type = "application/pdf"
    format = "pdf"
