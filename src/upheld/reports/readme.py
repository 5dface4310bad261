"""The README of an export."""

from __future__ import annotations

TEXT = """\
{customer}: service level attainment, {period}, as of {as_of}

What is in here
  cases.jsonl       one ticket a line: the terms of its contract version, its facts, the instant
  readings.jsonl    what every clock of that ticket shows, line by line
  tickets.jsonl     which ticket a line is, and what it is reported under
  attainment.json   the figures counted from them
  leaves.jsonl      the ledger entries of each ticket, as they are stored: the facts are read from them
  contracts.jsonl   the ledger entries that name the hash of each version's terms
  manifest.json     whose figures these are, and the SHA-256 of every other file

Recompute it without us
  1. Install the command, without any server part; in a folder with Upheld's source code:   pip install .
  2. Assess every ticket from its facts, and compare:
       upheld sla assess --cases cases.jsonl --format jsonl > mine.jsonl
       diff readings.jsonl mine.jsonl
  3. Count the figures from the facts, and compare (the archive as it came):
       upheld report recompute THIS.zip
No output from diff, and "all figures agree", mean that everything in here follows from the entries and the terms alone.
Any other program may be used in place of ours: the rules are in the documentation, "SLA semantics".
Facts carry no text of your messages. The terms of a line have the SHA-256 that tickets.jsonl names.

{customer}：服务水平达成率，{period}，截至 {as_of}

内容
  cases.jsonl       每行一个工单：合同版本条款、事实、时刻
  readings.jsonl    该工单每项承诺的计时结果，逐行对应
  tickets.jsonl     每行对应的工单及其统计维度
  attainment.json   由此得出的数据
  leaves.jsonl      每个工单的存证记录原文，事实即由此读出
  contracts.jsonl   载有各版本条款哈希的存证记录
  manifest.json     所属客户及其他各文件的 SHA-256

自行复算
  1. 安装命令行（无需服务端）；在 Upheld 源代码目录中运行：   pip install .
  2. 由事实评估每个工单并比较：
       upheld sla assess --cases cases.jsonl --format jsonl > mine.jsonl
       diff readings.jsonl mine.jsonl
  3. 由事实统计数据并比较（使用原压缩包）：
       upheld report recompute THIS.zip
diff 无输出且显示“all figures agree”，即表明全部内容均由存证记录与条款得出。
"""


EDITIONS = (
    "  manifest.json     ",
    "  editions.jsonl    the terms of the calendar editions before those of the cases\n",
    "  editions.jsonl    各案例所用日历版本之前各版本的条款\n",
)
"""Where the lines about ``editions.jsonl`` stand, and the lines in both languages."""


def readme(customer: str, period: str, as_of: str, *, editions: bool = False) -> str:
    """The text of README.txt. ``editions``: whether the archive has the member of that name."""
    text = _with_editions(TEXT) if editions else TEXT
    return text.format(customer=customer, period=period, as_of=as_of)


def _with_editions(text: str) -> str:
    place, english, chinese = EDITIONS
    before, between, after = text.split(place)
    return f"{before}{english}{place}{between}{chinese}{place}{after}"
