"""The forms a file may be asked for in; the bytes are made by reports.exports and kept."""

from contract.api.files import FileRenderer


class CsvRenderer(FileRenderer):
    """Comma-separated values."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"


class XlsxRenderer(FileRenderer):
    """A workbook."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    format = "xlsx"


class TextRenderer(FileRenderer):
    """Plain text."""

    media_type = "text/plain"
    format = "txt"
    charset = "utf-8"


class JsonFileRenderer(FileRenderer):
    """A document to keep, its bytes always the same."""

    media_type = "application/json"
    format = "json"
