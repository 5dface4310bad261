"""/metrics: what is counted, whatever process answers; and what a request leaves in the log."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client
from django.utils import timezone

from docs.pages import ROOT
from factories.world import World
from support.processes import environment
from upheld.clocks import operations as clocks
from upheld.config import logs
from upheld.embedded import maintenance
from upheld.embedded.models import MaintenanceRun
from upheld.outbox.enqueue import Mail, enqueue_mails
from upheld.ui import request_ids

RULES = ROOT / "deploy" / "prometheus" / "upheld.rules.yml"


def metrics() -> dict[str, float]:
    """Samples by their name and labels."""
    answer = Client().get("/metrics")
    assert answer.status_code == 200
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def requests(method: str, route: str, status: int) -> float:
    name = f'upheld_http_requests_total{{method="{method}",route="{route}",status="{status}"}}'
    return metrics().get(name, 0.0)


def test_requests_are_counted_by_route_and_status_not_by_path(db: None) -> None:
    before = requests("GET", "(none)", 404)
    healthy = requests("GET", "healthz", 200)
    Client().get("/no/such/page")
    Client().get("/no/such/other?with=query")
    Client().get("/healthz")
    assert requests("GET", "(none)", 404) == before + 2
    assert requests("GET", "healthz", 200) == healthy + 1
    assert not [name for name in metrics() if "such" in name]


def test_a_method_that_somebody_invents_is_no_label_of_its_own(db: None) -> None:
    before = requests("other", "healthz", 405)
    Client().generic("INVENTED", "/healthz")
    assert requests("other", "healthz", 405) == before + 1


def test_latency_is_a_histogram(db: None) -> None:
    Client().get("/healthz")
    found = metrics()
    buckets = [value for name, value in found.items() if "bucket{le=" in name and 'route="healthz"' in name]
    assert buckets == sorted(buckets)
    assert buckets[-1] == found['upheld_http_request_seconds_count{route="healthz"}'] > 0


def test_every_metric_that_an_alert_names_is_there(world: World) -> None:
    clocks.beat(worker="desk:1", started_at=timezone.now(), now=timezone.now())
    for kind in MaintenanceRun.Kind:
        maintenance.record(kind, succeeded=True, detail="", using="default")
    mail = Mail(key="one", to="a@vendor.example", template="none", language="en", content={})
    enqueue_mails([mail], now=timezone.now())
    Client().get("/healthz")
    rules = yaml.safe_load(RULES.read_text("utf-8"))["groups"][0]["rules"]
    named = {name for rule in rules for name in re.findall(r"upheld_\w+", rule["expr"])}
    found = {name.partition("{")[0] for name in metrics()}
    assert len(named) > 10
    assert named <= found


def test_maintenance_says_when_it_last_went_well(db: None) -> None:
    maintenance.record(MaintenanceRun.Kind.BACKUP, succeeded=True, detail="a", using="default")
    before = metrics()['upheld_maintenance_last_success_timestamp_seconds{kind="backup"}']
    maintenance.record(MaintenanceRun.Kind.BACKUP, succeeded=False, detail="disk full", using="default")
    after = metrics()
    assert after['upheld_maintenance_last_success_timestamp_seconds{kind="backup"}'] == before
    assert after['upheld_maintenance_last_run_ok{kind="backup"}'] == 0
    assert abs(before - timezone.now().timestamp()) < timedelta(minutes=5).total_seconds()


def test_several_processes_are_added_up(tmp_path: Path) -> None:
    script = """
import os, sys
from pathlib import Path
from upheld.config import http_metrics
http_metrics.share_between_processes(Path(sys.argv[1]))
http_metrics.observe("GET", "x", 200, 0.01)
for _ in range(2):
    if os.fork() == 0:
        http_metrics.observe("GET", "x", 200, 0.02)
        os._exit(0)
    os.wait()
from prometheus_client import generate_latest
print(generate_latest(http_metrics.registry()).decode())
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "shared")],
        env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert 'upheld_http_requests_total{method="GET",route="x",status="200"} 3.0' in done.stdout.splitlines()
    assert 'upheld_http_request_seconds_count{route="x"} 3.0' in done.stdout.splitlines()


def test_a_gauge_of_this_moment_is_kept_in_no_file(tmp_path: Path) -> None:
    """Another process would give it back later as a second value, and never forget it."""
    script = """
import os, sys
from pathlib import Path
from upheld.config import http_metrics
http_metrics.share_between_processes(Path(sys.argv[1]))
import django
django.setup()
from prometheus_client import generate_latest
from upheld.config.gauges import Sample, exposed
print(generate_latest(exposed([Sample("upheld_x", "X", ("kind",), [(("mail",), 7)])])).decode())
print(generate_latest(http_metrics.registry()).decode())
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "shared")],
        env=environment(DJANGO_SETTINGS_MODULE="upheld.config.settings", UPHELD_DATA_DIR=str(tmp_path)),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith("upheld_x")]
    assert lines == ['upheld_x{kind="mail"} 7.0']


@pytest.mark.parametrize("header", ["a1b2c3d4", "0f8fad5b-d9cb-469f-a165-70867728950e", "trace.1_2-3456"])
def test_a_safe_id_of_a_request_is_kept(header: str) -> None:
    assert Client(headers={"x-request-id": header}).get("/healthz")["X-Request-ID"] == header


@pytest.mark.parametrize(
    "header", ["", "short", "a" * 65, "<script>alert(1)</script>", "id with spaces", "-starts-so", "ümlaut-1234"]
)
def test_any_other_id_is_made_anew(header: str) -> None:
    answer = Client(headers={"x-request-id": header}).get("/healthz")["X-Request-ID"]
    assert answer != header
    assert re.fullmatch(r"[0-9a-f]{32}", answer)


def test_the_id_stands_in_problems_and_on_error_pages(db: None) -> None:
    client = Client(headers={"x-request-id": "trace-12345678"})
    assert client.get("/api/v1/tickets").json()["request_id"] == "trace-12345678"
    page = client.get("/no/such/page")
    assert page.status_code == 404
    assert "trace-12345678" in page.content.decode()
    assert request_ids.request_id() == ""


def test_the_access_log_has_no_query_and_no_probe(db: None, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "upheld.access")
    Client(headers={"x-request-id": "trace-12345678"}).get("/no/such/page?q=somebody")
    Client().get("/healthz")
    (record,) = [record for record in caplog.records if record.name == "upheld.access"]
    assert re.fullmatch(r"GET /no/such/page 404 [0-9.]+ ms user=None", record.getMessage())
    assert record.fields["status"] == 404  # type: ignore[attr-defined]


def test_the_access_log_can_be_switched_off(db: None, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.ACCESS_LOG = False
    caplog.set_level(logging.INFO, "upheld.access")
    Client().get("/no/such/page")
    assert [record for record in caplog.records if record.name == "upheld.access"] == []


def test_a_line_of_json_has_the_id_and_the_fields() -> None:
    record = logging.LogRecord("upheld.access", logging.INFO, "", 0, "text", None, None)
    record.fields = {"status": 404, "path": "/x"}
    with request_ids.serving("trace-12345678"):
        logs.RequestFilter().filter(record)
    line = json.loads(logs.JsonFormatter().format(record))
    assert (line["request_id"], line["status"], line["path"]) == ("trace-12345678", 404, "/x")
