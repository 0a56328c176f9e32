"""The catalogue in DCAT 3 (JSON-LD), and the columns as CSV on the Web describes them. Pure, in three languages."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.utils.translation import override

from opendata import licence
from opendata.columns import Column
from opendata.datasets import DATASETS, FORMS, Dataset, Stretch, periods

Document = dict[str, Any]
Address = Callable[[str], str]
"""The absolute address of a path under /open/."""
LANGUAGES: Final = {"vi": "vi", "en": "en", "zh-hans": "zh"}
CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "csvw": "http://www.w3.org/ns/csvw#",
}
DAILY_FREQUENCY: Final = "http://publications.europa.eu/resource/authority/frequency/DAILY"
TRANSPORT: Final = "http://publications.europa.eu/resource/authority/data-theme/TRAN"
FILE_TYPES: Final = {
    "csv": "http://publications.europa.eu/resource/authority/file-type/CSV",
    "json": "http://publications.europa.eu/resource/authority/file-type/JSON",
}
# The gates' district of the province, as a box of longitudes and latitudes: west, south, east, north.
PLACE: Final = {"vi": "Tỉnh Lạng Sơn, Việt Nam", "en": "Lang Son province, Viet Nam", "zh": "越南谅山省"}
BOX: Final = "POLYGON((106.1 21.3, 107.4 21.3, 107.4 22.5, 106.1 22.5, 106.1 21.3))"
TITLE: Final = {
    "vi": "Dữ liệu mở của cửa khẩu số",
    "en": "Open data of the digital border gate",
    "zh": "数字口岸开放数据",
}
DESCRIPTION: Final = {
    "vi": "Số liệu ngày và giờ của các cửa khẩu, không có dữ liệu cá nhân.",
    "en": "Daily and hourly figures of the border gates, without personal data.",
    "zh": "口岸每日和每小时数据，不含个人信息。",
}
KEYWORDS: Final = {
    "vi": ["cửa khẩu", "xuất nhập khẩu", "xe hàng", "thông quan"],
    "en": ["border gate", "trade", "freight vehicles", "clearance"],
    "zh": ["口岸", "进出口", "货车", "通关"],
}


def catalogue(
    address: Address, *, first: dt.date | None, last: dt.date | None, modified: dt.datetime | None
) -> Document:
    """Everything that is given out, for whoever gathers catalogues.

    :param first: the first day that there is; with `last` None where there is none yet.
    """
    return {
        "@context": CONTEXT,
        "@id": address("catalog.jsonld"),
        "@type": "dcat:Catalog",
        "dct:title": _said(TITLE),
        "dct:description": _said(DESCRIPTION),
        "dct:publisher": _publisher(),
        "dct:license": {"@id": licence.URL},
        "dct:language": ["vi", "en", "zh"],
        "foaf:homepage": {"@id": address("")},
        **_modified(modified),
        "dcat:dataset": [
            _dataset(dataset, address, first=first, last=last, modified=modified) for dataset in DATASETS.values()
        ],
    }  # fmt: skip


def _dataset(
    dataset: Dataset, address: Address, *, first: dt.date | None, last: dt.date | None, modified: dt.datetime | None
) -> Document:
    stretches = list(periods(dataset, first, last)) if first and last else []
    return {
        "@id": address(f"#{dataset.name}"),
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.name,
        "dct:title": _said(dataset.title),
        "dct:description": _said(dataset.description),
        "dct:publisher": _publisher(),
        "dct:license": {"@id": licence.URL},
        "dct:accessRights": {"@id": "http://publications.europa.eu/resource/authority/access-right/PUBLIC"},
        "dct:accrualPeriodicity": {"@id": DAILY_FREQUENCY},
        "dcat:theme": {"@id": TRANSPORT},
        "dcat:keyword": [{"@language": name, "@value": word} for name, words in KEYWORDS.items() for word in words],
        "dcat:temporalResolution": {"@type": "xsd:duration", "@value": dataset.resolution},
        "dct:spatial": {
            "@type": "dct:Location",
            "dct:title": _said(PLACE),
            "dcat:bbox": {"@type": "http://www.opengis.net/ont/geosparql#wktLiteral", "@value": BOX},
        },
        "dct:conformsTo": {"@id": address(f"{dataset.name}.csv-metadata.json")},
        "dcat:landingPage": {"@id": address("")},
        **_modified(modified),
        **({"dct:temporal": _temporal(first, last)} if first and last else {}),
        "dcat:distribution": [
            *(_distribution(dataset, address, form, None, modified) for form in FORMS),
            *(_distribution(dataset, address, form, one, modified) for one in stretches for form in FORMS),
        ],
    }


def _distribution(
    dataset: Dataset, address: Address, form: str, stretch: Stretch | None, modified: dt.datetime | None
) -> Document:
    path = f"{dataset.name}/{stretch.name}.{form}" if stretch else f"{dataset.name}.{form}"
    name = f" {stretch.name}" if stretch else ""
    return {
        "@id": address(path),
        "@type": "dcat:Distribution",
        "dct:title": _said({language: f"{title}{name} ({form.upper()})" for language, title in dataset.title.items()}),
        "dcat:accessURL": {"@id": address(path)},
        "dcat:downloadURL": {"@id": address(path)},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{FORMS[form].partition(';')[0]}"},
        "dct:format": {"@id": FILE_TYPES[form]},
        "dct:license": {"@id": licence.URL},
        "dct:conformsTo": {"@id": address(f"{dataset.name}.csv-metadata.json")},
        **({"dct:temporal": _temporal(stretch.first, stretch.last)} if stretch else {}),
        **_modified(modified),
    }


def _publisher() -> Document:
    return {"@type": "foaf:Organization", "foaf:name": _said(licence.PUBLISHER)}


def _temporal(first: dt.date, last: dt.date) -> Document:
    return {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": {"@type": "xsd:date", "@value": first.isoformat()},
        "dcat:endDate": {"@type": "xsd:date", "@value": last.isoformat()},
    }


def _modified(at: dt.datetime | None) -> Document:
    said = at and at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return {"dct:modified": {"@type": "xsd:dateTime", "@value": said}} if said else {}


def _said(texts: Mapping[str, str]) -> list[Document]:
    return [{"@language": language, "@value": text} for language, text in texts.items()]


def table(dataset: Dataset, address: Address) -> Document:
    """The columns of a dataset's CSV files, as CSV on the Web describes a table."""
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": address(f"{dataset.name}.csv"),
        "dc:license": {"@id": licence.URL},
        "dc:title": [{"@value": title, "@language": language} for language, title in dataset.title.items()],
        "dialect": {"header": True, "encoding": "utf-8"},
        "tableSchema": {
            "columns": [_column(column) for column in dataset.columns],
            "primaryKey": list(_keys(dataset.columns)),
        },
    }


def _keys(columns: Iterable[Column]) -> Iterable[str]:
    return (column.name for column in columns if column.name in ("date", "starts_at", "gate", "direction"))


def _column(column: Column) -> Document:
    texts = {}
    for language, code in LANGUAGES.items():
        with override(language):
            texts[code] = str(column.meaning)
    return {
        "name": column.name,
        "titles": column.name,
        "datatype": column.datatype,
        "required": not column.may_be_empty,
        "dc:description": [{"@value": text, "@language": code} for code, text in texts.items()],
    }
