"""The reasons that every agency starts with ○; edited in the admin afterwards. `plant_reasons` may run twice."""

from typing import Any, NamedTuple

STOPS = ("hold", "refuse")
MENDED = ("hold", "send_back", "refuse")
"""What the company can put right."""
ON_THE_ROAD = ("road_hold",)


class Seed(NamedTuple):
    code: str
    decisions: tuple[str, ...]
    vi: str
    en: str
    zh_hans: str


def _papers(*more: str) -> Seed:
    return Seed("papers_missing", (*MENDED, *more), "Thiếu giấy tờ", "Papers are missing", "单证不全")


def _mismatch(*more: str) -> Seed:
    return Seed(
        "does_not_match", (*MENDED, *more), "Xe hoặc giấy tờ không khớp tờ khai",
        "The truck or its papers do not match the declaration", "车辆或单证与申报不符",
    )  # fmt: skip


def _overweight(*decisions: str) -> Seed:
    return Seed("overweight", decisions, "Xe quá tải", "The truck is overweight", "车辆超载")


_DECLARED_WRONG = Seed(
    "declared_wrong", ("send_back",), "Nội dung khai sai hoặc thiếu", "What was declared is wrong or incomplete",
    "申报内容有误或不完整",
)  # fmt: skip
_NO_CERTIFICATE = Seed(
    "no_certificate", MENDED, "Không có giấy chứng nhận hợp lệ", "No valid certificate", "没有有效证书"
)
_TRAFFIC = Seed(
    "order_of_traffic", ("hold", "road_hold", "uncall", "cancel"), "Theo lệnh điều tiết của cửa khẩu",
    "By order of the gate's traffic control", "按口岸调度命令",
)  # fmt: skip
_COMMON = (_papers(), _mismatch(), _DECLARED_WRONG)

SEEDS: dict[str, tuple[Seed, ...]] = {
    "border_guard": (
        Seed("driver_not_allowed", (*MENDED, "turn_back"), "Lái xe không được qua biên giới",
             "The driver may not cross", "司机不得过境"),
        Seed("plate_differs", (*MENDED, "turn_back"), "Biển số khác với tờ khai",
             "The plate differs from the declared one", "车牌与申报不符"),
        Seed("agency_refused", ("turn_back",), "Một cơ quan đã từ chối cho xe qua",
             "An agency has refused the truck", "有机关拒绝该车通行"),
        _papers("turn_back"), _mismatch("turn_back"), _DECLARED_WRONG,
    ),
    "customs": (
        Seed("goods_differ", MENDED, "Hàng hóa khác với tờ khai",
             "The goods differ from the declared ones", "货物与申报不符"),
        Seed("goods_prohibited", STOPS, "Hàng cấm hoặc thiếu giấy phép",
             "The goods are prohibited or lack a permit", "货物被禁止或缺少许可"),
        Seed("seal_broken", MENDED, "Chì bị hỏng hoặc khác số", "The seal is broken or differs", "铅封损坏或不符"),
        *_COMMON,
    ),
    "medical": (
        Seed("health", STOPS, "Lái xe hoặc xe không đạt kiểm dịch y tế",
             "The driver or the truck does not pass medical quarantine", "司机或车辆未通过卫生检疫"),
        *_COMMON,
    ),
    "plant": (
        Seed("pest", STOPS, "Phát hiện sinh vật gây hại hoặc tồn dư",
             "A pest or residue was found", "发现有害生物或残留"),
        _NO_CERTIFICATE, *_COMMON,
    ),
    "animal": (
        Seed("disease", STOPS, "Phát hiện dịch bệnh hoặc tồn dư",
             "A disease or residue was found", "发现疫病或残留"),
        _NO_CERTIFICATE, *_COMMON,
    ),
    "transport": (
        Seed("no_licence", MENDED, "Không có giấy phép vận tải hợp lệ",
             "No valid transport licence", "没有有效运输许可证"),
        Seed("no_insurance", MENDED, "Không có bảo hiểm hợp lệ", "No valid insurance", "没有有效保险"),
        _overweight(*STOPS), *_COMMON,
    ),
    "gate_centre": (
        _TRAFFIC,
        Seed("company_asked", ("cancel",), "Theo đề nghị của doanh nghiệp", "The company asked for it", "应企业要求"),
        _papers("road_hold", "cancel"), _mismatch("road_hold", "cancel"), _DECLARED_WRONG,
    ),
    "yard": (
        Seed("no_place", ("hold",), "Bến bãi hết chỗ", "No place in the yard", "货场没有空位"), *_COMMON,
    ),
    "traffic_police": (
        _overweight(*ON_THE_ROAD),
        Seed("not_roadworthy", ON_THE_ROAD, "Xe không đủ điều kiện lưu thông",
             "The truck is not roadworthy", "车辆不具备行驶条件"),
        _papers()._replace(decisions=ON_THE_ROAD), _mismatch()._replace(decisions=ON_THE_ROAD),
        _TRAFFIC._replace(decisions=("road_hold", "uncall")),
    ),
}  # fmt: skip


def plant_reasons(apps: Any) -> None:
    """Add what is missing; what somebody edited stays. `apps` is an app registry, a migration's or `django.apps.apps`.

    The positions leave room between two rows.
    """
    rows = apps.get_model("declarations", "Reason").objects
    for agency, seeds in SEEDS.items():
        for place, seed in enumerate(seeds, start=1):
            rows.get_or_create(
                agency=agency, code=seed.code,
                defaults={"decisions": list(seed.decisions), "label_vi": seed.vi, "label_en": seed.en,
                          "label_zh_hans": seed.zh_hans, "position": place * 10},
            )  # fmt: skip
