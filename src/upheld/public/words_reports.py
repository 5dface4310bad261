"""Words of the front page and of published attainment."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "public.front_title": {"en": "Support, with promises that can be checked", "zh": "可以核验承诺的技术支持"},
    "public.front_of": {"en": "Support of {vendor}", "zh": "{vendor} 技术支持"},
    "public.front_lead": {
        "en": "Every promise of a support contract runs here as a clock. Both sides see the same one.",
        "zh": "支持合同中的每一项承诺都在这里计时，双方看到的是同一个结果。",
    },
    "public.front_one": {
        "en": "You see what is promised, and by when, before you file a ticket.",
        "zh": "提交工单之前，就能看到承诺的内容与时限。",
    },
    "public.front_two": {
        "en": "Each clock says, minute by minute, what counted and what did not, and why.",
        "zh": "计时明细逐分钟说明：哪些计入、哪些不计入，以及原因。",
    },
    "public.front_three": {
        "en": "Each published figure can be recomputed by the customer, without the vendor.",
        "zh": "每一个公布的数据，客户都可以自行复算，无需依赖厂商。",
    },
    "public.attainment_of": {"en": "{vendor}: attainment in {period}", "zh": "{vendor}：{period} 达成率"},
    "public.see_attainment": {"en": "See how promises were kept", "zh": "查看承诺达成情况"},
    "public.nothing_published": {"en": "Nothing is published yet", "zh": "尚未公布"},
    "public.nothing_published_text": {
        "en": "When the vendor publishes attainment, it is found here, with every restatement.",
        "zh": "厂商公布达成率后会显示在这里，包括每次更正。",
    },
    "public.all_taken_back": {
        "en": "The vendor has taken back what was published for {period}",
        "zh": "厂商已撤回 {period} 公布的全部数据",
    },
    "public.proof": {"en": "What was published", "zh": "公布的文件"},
    "public.proof_text": {
        "en": "The published file and its SHA-256, which is also in the vendor’s append-only ledger: what you download "
        "must have this hash. Customers recompute their own figures from the evidence in their portal.",
        "zh": "以下为公布的文件及其 SHA-256，该哈希同时写入厂商只能追加的存证记录：下载的文件必须与之相符。"
        "客户可在门户下载证据，自行复算本方数据。",
    },
}
