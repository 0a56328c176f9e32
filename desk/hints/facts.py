"""What the rules are asked about: one declaration and what is known beside it. Pure data."""

from dataclasses import dataclass
from typing import NamedTuple

Figures = dict[str, int | str | list[dict[str, str]]]
"""What a hint's sentence is made of; kept as JSON, put into words in the reader's language."""


class Elsewhere(NamedTuple):
    """Another open truck. Plate and number are empty where it stands at another gate: its officers know them alone."""

    gate: str
    plate: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Truck:
    """One open truck of the declaration. `history`: its own weights in former declarations, newest first."""

    subject: str
    plate: str
    fee_class: str
    own_weight_kg: int | None = None
    cargo_weight_kg: int | None = None
    history: tuple[int, ...] = ()
    same_driver: tuple[Elsewhere, ...] = ()
    container: str = ""
    same_container: tuple[Elsewhere, ...] = ()


@dataclass(frozen=True, slots=True)
class Goods:
    """One item."""

    subject: str
    consignment: str
    description: str
    hs_code: str


@dataclass(frozen=True, slots=True)
class Customs:
    """One customs declaration over all trucks that carry it, here and elsewhere."""

    subject: str
    number: str
    trucks: int
    carried_kg: int
    declared_kg: int


class KnownGoods(NamedTuple):
    """Words (folded) for some goods, and the beginnings of the HS codes they go under."""

    words: tuple[str, ...]
    prefixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """All of it."""

    trucks: tuple[Truck, ...] = ()
    goods: tuple[Goods, ...] = ()
    customs: tuple[Customs, ...] = ()
    known_goods: tuple[KnownGoods, ...] = ()


class Found(NamedTuple):
    """A hint: about what (`subject` is its name within the declaration, `about` what people call it), and why."""

    subject: str
    about: str
    figures: Figures
