"""What the demo's trucks have been through, as data: declared when, and by which steps they came where they are.

A step is a word: the code of a check to confirm, or one with a verb before it (`hold:`, `send_back:`, `refuse:`,
`request:`), or an act (`turn_back`, `road_hold`); `R:` before it means the receiving vehicle. Steps are taken in order,
evenly from the truck's arrival until `ago` minutes before now.
"""

from typing import NamedTuple

Steps = tuple[str, ...]

ARRIVED: Steps = ("bg_arrival", "customs_arrival")
PAPERS: Steps = ("customs_registration", *ARRIVED, "medical", "transport_licence")
PAID: Steps = (*PAPERS, "fee_infrastructure")
FINISHED: Steps = (*PAID, "finish")
OUT: Steps = (*FINISHED, "customs_out", "bg_out")
UNLOADED: Steps = (*PAPERS, "R:bg_arrival", "R:customs_arrival", "R:medical", "transshipment")

DURIAN = {"cargo_kind": "fruit", "description": "Sầu riêng tươi", "hs_code": "08106000"}
DRAGON_FRUIT = {"cargo_kind": "fruit", "description": "Thanh long tươi", "hs_code": "08109092"}
STARCH = {"cargo_kind": "farm_produce", "description": "Tinh bột sắn", "hs_code": "11081400"}
FISH = {"cargo_kind": "frozen", "description": "Cá tra phi lê đông lạnh", "hs_code": "03046200"}
PARTS = {"cargo_kind": "general", "description": "Linh kiện điện tử", "hs_code": "85340090"}
CLOTH = {"cargo_kind": "general", "description": "Vải dệt thoi", "hs_code": "54075200"}
MACHINES = {"cargo_kind": "general", "description": "Máy dệt kim", "hs_code": "84471200"}


class Story(NamedTuple):
    """One declaration. Times are minutes before now; a negative `expected` lies ahead."""

    name: str
    goods: dict[str, str] | None
    filed: int
    expected: int
    steps: Steps = ()
    ago: int = 10
    direction: str = "export"
    fee_class: str = "VT6"
    receivers: int = 0
    vehicles: int = 1
    reason: str = ""
    draft: bool = False


STORIES: tuple[Story, ...] = (
    Story("draft-1", DURIAN, 90, -1500, draft=True),
    Story("draft-2", PARTS, 20, -2000, direction="import", draft=True),
    Story("filed-1", DURIAN, 120, -60),
    Story("filed-2", DRAGON_FRUIT, 100, -90, vehicles=2),
    Story("filed-3", STARCH, 60, -180, fee_class="VT4"),
    Story("filed-4", PARTS, 45, -240, direction="import"),
    Story("filed-5", CLOTH, 30, -1300, direction="import"),
    Story("registered", FISH, 200, -30, ("customs_registration",)),
    Story("arrived-1", DURIAN, 300, 70, ("customs_registration", "bg_arrival"), 50),
    Story("arrived-2", STARCH, 310, 80, ("bg_arrival",), 65, fee_class="VT4"),
    Story("arrived-3", None, 150, 40, ("bg_arrival",), 25, fee_class="VT4"),
    Story("yard-1", DURIAN, 360, 130, ("customs_registration", *ARRIVED), 100),
    Story("yard-2", DRAGON_FRUIT, 400, 150, (*ARRIVED, "medical"), 85),
    Story("yard-3", FISH, 420, 160, PAPERS, 75),
    Story("yard-4", MACHINES, 500, 170, PAPERS, 60, direction="import"),
    Story("plant-asked", DRAGON_FRUIT, 430, 140, (*PAPERS, "request:plant"), 55),
    Story("goods-check", PARTS, 440, 150, (*PAPERS, "request:customs_check"), 45, direction="import"),
    Story("paid", STARCH, 460, 200, PAID, 40, fee_class="VT4"),
    Story("finished-1", DURIAN, 520, 230, FINISHED, 30),
    Story("finished-2", CLOTH, 530, 240, FINISHED, 35, direction="import"),
    Story("unloading", PARTS, 480, 180, PAPERS, 70, direction="import", fee_class="VT4", receivers=2),
    Story("unloaded", CLOTH, 560, 260, UNLOADED, 50, direction="import", fee_class="VT4", receivers=1),
    Story("held", FISH, 380, 120, (*ARRIVED, "hold:medical"), 45, reason="Chờ kết quả xét nghiệm nhiệt độ"),
    Story("sent-back", DURIAN, 370, 110, (*ARRIVED, "send_back:customs_registration"), 35, reason="Sửa mã HS"),
    Story("on-the-road", STARCH, 350, 100, ("bg_arrival", "road_hold"), 30, reason="Chờ kiểm tra tải trọng"),
    Story("refused", MACHINES, 390, 140, (*ARRIVED, "refuse:medical"), 20, reason="Không đạt kiểm dịch"),
    Story("turned-back", STARCH, 540, 300, ("bg_arrival", "turn_back"), 200, reason="Chủ hàng xin quay đầu"),
    Story("left-1", DURIAN, 600, 330, OUT, 150),
    Story("left-2", DRAGON_FRUIT, 620, 320, OUT, 90),
    Story("left-3", STARCH, 640, 310, OUT, 40, fee_class="VT4"),
    Story("left-4", PARTS, 660, 300, OUT, 70, direction="import"),
    Story("left-5", CLOTH, 680, 290, OUT, 12, direction="import"),
)
"""Told once at each demo gate."""
