"""Terms for tests: small, round the clock, easy to reckon by hand."""

from __future__ import annotations

ALWAYS = """
upheld: 1
name: Test contract
version: {version}
timezone: Asia/Shanghai
effective: {{from: {start}{end}}}
calendars:
  always: 24x7
severities:
  - id: P0
    name: {{en: Urgent, zh: 紧急}}
    criteria: service_down_minutes > 5
    objectives:
      response: {{within: 15m, calendar: always, warn_at: [50%, 80%]}}
      update: {{every: 1h, calendar: always}}
      restoration: {{within: 4h, calendar: always}}
      resolution: {{within: 5d, calendar: always}}
  - id: P1
    name: {{en: High, zh: 高}}
    objectives:
      response: {{within: 1h, calendar: always}}
      restoration: {{within: 8h, calendar: always}}
      resolution: {{within: 10d, calendar: always}}
  - id: P2
    name: {{en: Normal, zh: 中}}
    objectives:
      response: {{within: 4h, calendar: always}}
      resolution: {{within: 20d, calendar: always}}
acceptance: {{after: 3d, calendar: always}}
reopening: {{within: 10d, calendar: always}}
pauses: {{waiting_on_customer: [restoration, resolution]}}
exclusions:
  - id: outdated_sdk
    clause: {{en: Versions older than a year, zh: 超过一年的旧版本}}
    objectives: [restoration, resolution]
    evidence: [sdk_version]
disputes: {{ruling_within: 4h, calendar: always}}
escalation:
  - {{at: 50%, objectives: [response], notify: [assignee, group]}}
  - {{at: breach, notify: [expert, manager]}}
  - {{at: breach, after: 30m, calendar: always, notify: [csm]}}
"""


def always(*, version: int = 1, start: str = "2026-01-01", end: str = "") -> str:
    """Terms in YAML, round the clock."""
    return ALWAYS.format(version=version, start=start, end=f", to: {end}" if end else "")
