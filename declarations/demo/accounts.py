"""Who signs in to the demo: names and one password for all, as plain data (nothing here needs the database)."""

from typing import NamedTuple

from accounts.roles import Agency, CompanyRole, Role

PASSWORD = "cua-khau-so"
"""Known to everybody who can read this; therefore `manage.py demo` refuses to work with DEBUG=0."""


class Company(NamedTuple):
    """An invented company; the tax code passes its check digit."""

    letter: str
    name: str
    tax_code: str
    phone: str


class Account(NamedTuple):
    """One demo account. `gate` None: not posted."""

    username: str
    role: Role
    full_name: str
    agency: str = ""
    gate: str | None = None
    company: str = ""
    company_role: str = ""
    province_wide: bool = False


COMPANIES = (
    Company("a", "Công ty Vận tải Mẫu A", "4999000013", "+84912000001"),
    Company("b", "Công ty Xuất nhập khẩu Mẫu B", "4999000020", "+84912000002"),
)
AGENT = Company("c", "Đại lý Hải quan Mẫu C", "4999000038", "+84912000003")
"""A customs agent, who works for both companies by their consent."""

GATES = {"HN": "Hữu Nghị", "TT": "Tân Thanh"}
"""The gates that have demo officers, and their names."""

_AGENCY_NAMES = {
    Agency.BORDER_GUARD: "Biên phòng",
    Agency.CUSTOMS: "Hải quan",
    Agency.MEDICAL: "Kiểm dịch y tế",
    Agency.PLANT: "Kiểm dịch thực vật",
    Agency.ANIMAL: "Kiểm dịch động vật",
    Agency.TRANSPORT: "Quản lý vận tải",
    Agency.GATE_CENTRE: "Trung tâm cửa khẩu",
    Agency.YARD: "Bến bãi",
    Agency.TRAFFIC_POLICE: "Cảnh sát giao thông",
}


def accounts() -> list[Account]:
    """Every demo account, in the order in which it is shown."""
    found = [
        Account(
            f"haulier.{c.letter}",
            Role.DECLARANT,
            f"Người khai {c.name}",
            company=c.letter,
            company_role=CompanyRole.OWNER,
        )
        for c in COMPANIES
    ]
    found += [
        Account("dispatcher.a", Role.DECLARANT, "Điều độ Mẫu A", company="a", company_role=CompanyRole.DISPATCHER),
        Account("viewer.a", Role.DECLARANT, "Người xem Mẫu A", company="a", company_role=CompanyRole.VIEWER),
        Account("agent.c", Role.DECLARANT, f"Người khai {AGENT.name}", company="c", company_role=CompanyRole.OWNER),
    ]
    for gate, name in GATES.items():
        found += [
            Account(f"{agency}.{gate.lower()}", Role.OFFICER, f"{_AGENCY_NAMES[agency]} {name}", agency, gate)
            for agency in Agency
        ]
        found.append(Account(f"manager.{gate.lower()}", Role.MANAGER, f"Quản lý {name}", gate=gate))
    found.append(Account("manager.province", Role.MANAGER, "Quản lý toàn tỉnh", province_wide=True))
    found.append(Account("admin", Role.ADMINISTRATOR, "Quản trị"))
    return found


def table() -> str:
    """The accounts as a few lines of text, for whoever has just started the program."""
    names = [account.username for account in accounts()]
    gates = [f".{gate.lower()}" for gate in GATES]
    officers = [name.removesuffix(gates[0]) for name in names if name.endswith(gates[0])]
    others = [name for name in names if not name.endswith(tuple(gates))]
    return "\n".join(
        [
            f"Demo accounts, all with the password {PASSWORD} (unless changed since):",
            f"  {'  '.join(others)}",
            f"  at {' and '.join(gates)} (as in {officers[0]}{gates[0]}):",
            f"    {'  '.join(officers[:5])}",
            f"    {'  '.join(officers[5:])}",
        ]
    )
