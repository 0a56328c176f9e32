"""The forms a file may be asked for in; the bytes are made by reports.exports."""

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


class CsvRenderer(FileRenderer):
    """Comma-separated values."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"


class XlsxRenderer(FileRenderer):
    """A workbook."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    format = "xlsx"


class PdfRenderer(FileRenderer):
    """A page to print."""

    media_type = "application/pdf"
    format = "pdf"
