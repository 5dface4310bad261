"""The front that is shipped as an example: nginx with ``deploy/nginx/upheld.conf``."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.commands import free_port
from support.processes import eventually
from support.slow_clients import answer

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
CONF = Path(__file__).resolve().parents[2] / "deploy/nginx/upheld.conf"


@contextmanager
def nginx(folder: Path, desk: int, more: str = "") -> Iterator[int]:
    """The example as shipped, but for its port, its certificate, where its files are, and ``more`` directives."""
    port, other = free_port(), free_port()
    site = CONF.read_text()
    for before, after in (
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{port};"),
        ("listen 80;", f"listen 127.0.0.1:{other};"),
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{desk};"),
        ("client_body_temp_path /var/lib/nginx/upheld-uploads;", f"client_body_temp_path {folder}/uploads;"),
    ):
        assert site.count(before) == 1
        site = site.replace(before, after)
    site = re.sub(r"^ *(listen \[::\]|ssl_).*\n", "", site, flags=re.MULTILINE)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    conf = folder / "nginx.conf"
    conf.write_text(
        f"daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log {folder}/error.log;\n"
        "worker_rlimit_nofile 32768;\nevents { worker_connections 16384; }\n"
        f"http {{\naccess_log off;\n{folders}{more}\n{site}\n}}\n"
    )
    assert NGINX is not None
    process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(conf), "-e", str(folder / "error.log")])
    try:
        eventually(lambda: answer(port) > 0, "nginx answers")
        yield port
    finally:
        process.terminate()
        process.wait(30)
