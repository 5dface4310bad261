"""``python -m scripts.images``: make the pictures of docs/images anew, from a demonstration of its own.

It needs a Chromium and the test requirements. The demonstration is built into a temporary folder and ended afterwards.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[1]
INTO = ROOT / "docs/images"
LISTEN = "127.0.0.1:8765"
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser")
VENDOR, CUSTOMER = "Ravi Nair", "Emi Sato"
WIDE, HIGH = 1280, 860
MOST_STRETCHES, MOST_TICKETS = 10, 80
TICKET = re.compile(r"/console/tickets/(\d+)\"")
CHINESE = re.compile(r"<h1>[^<]*[\u4e00-\u9fff]")
REASON = re.compile(r"<td[^>]*>(Counts|Does not count)([^.<]*)")
WHOLE = """([low, least]) => {
    const kinds = "main .panel, main section, main article, main .table-box, main p"
    const crosses = block => block.getBoundingClientRect().bottom > low
    const hide = block => { block.style.display = "none" }
    const blocks = () => [...document.querySelectorAll(kinds)]
    document.querySelectorAll("footer").forEach(hide)
    document.querySelectorAll("main tbody tr").forEach(row => { if (crosses(row)) hide(row) })
    blocks().filter(block => block.getBoundingClientRect().top > low - least).forEach(hide)
    blocks().reverse().filter(crosses).forEach(block => [...block.children].reverse().filter(crosses).forEach(hide))
    const visible = blocks().filter(block => block.checkVisibility())
    const end = Math.max(...visible.map(block => block.getBoundingClientRect().bottom))
    document.querySelectorAll("main *").forEach(block => { if (block.getBoundingClientRect().top >= end) hide(block) })
    return end
}"""
"""Hides what the lower edge would cut, and what would show only its beginning; gives where the last block ends."""
BEGINNING, MARGIN = 120, 24


def main() -> int:
    """0: made; 1: no browser."""
    chromium = next((path for path in CHROMIUM if Path(path).exists()), None)
    if chromium is None:
        print("no Chromium is installed (apt-get install chromium)", file=sys.stderr)
        return 1
    from playwright.sync_api import sync_playwright

    with demonstration() as links, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        vendor, customer = (entered(browser, links[name]) for name in (VENDOR, CUSTOMER))
        picture(vendor, "ticket", open_ticket(vendor))
        picture(vendor, "why", telling_clock(vendor))
        picture(customer, "attainment", "/portal/attainment")
        browser.close()
    return 0


@contextmanager
def demonstration() -> Iterator[dict[str, str]]:
    """A demonstration that runs, as the links by which its people enter."""
    with TemporaryDirectory(prefix="upheld-images-") as folder:
        surroundings = os.environ | {"UPHELD_DATA_DIR": folder, "PYTHONPATH": str(ROOT / "src")}
        command = [sys.executable, "-m", "upheld", "demo", "--listen", LISTEN]
        running = subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, text=True)
        try:
            yield _links(running)
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(timeout=60)


def _links(running: subprocess.Popen[str]) -> dict[str, str]:
    links: dict[str, str] = {}
    name = ""
    for line in running.stdout or ():
        text = line.strip()
        if text.startswith("http"):
            links[name] = text
        elif text.startswith("Ctrl-C"):
            return links
        name = re.split(r"\s{2,}", text)[0]
    raise SystemExit("the demonstration did not start")


def entered(browser: Any, link: str) -> Any:
    """A page of somebody who has signed in by a link."""
    context = browser.new_context(
        base_url=f"http://{LISTEN}", viewport={"width": WIDE, "height": HIGH}, locale="en-GB", color_scheme="light"
    )
    context.add_cookies([{"name": "language", "value": "en", "url": f"http://{LISTEN}"}])
    page = context.new_page()
    page.goto(link)
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    return page


def open_ticket(page: Any) -> str:
    """The most pressing ticket in English that shows three clocks."""
    return _best(page, "/console/queue", "/console/tickets/{}", _strips)


def _strips(text: str) -> int:
    return 0 if CHINESE.search(text) else min(text.count('<svg class="strip'), 3)


def telling_clock(page: Any) -> str:
    """The restoration with the most kinds of reasons, on a page that is not too long."""
    return _best(page, "/console/tickets?state=resolved", "/console/tickets/{}/clocks/restoration/1", _kinds)


def _kinds(text: str) -> int:
    reasons = [how + re.sub(r"[\d:]+", "", reason) for how, reason in REASON.findall(text)]
    return len(set(reasons)) if len(reasons) <= MOST_STRETCHES else 0


def _best(page: Any, listing: str, address: str, worth: Callable[[str], int]) -> str:
    """Of the tickets that a list names, the address whose page is worth most; the first of equals."""
    numbers = list(dict.fromkeys(TICKET.findall(page.request.get(listing).text())))[:MOST_TICKETS]
    addresses = [address.format(number) for number in numbers]
    return max(addresses, key=lambda candidate: worth(page.request.get(candidate).text()))


def picture(page: Any, name: str, address: str) -> None:
    """One page as it is seen first, without what the lower edge would cut."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    edge = min(page.evaluate(WHOLE, [HIGH - MARGIN, BEGINNING]) + MARGIN, HIGH)
    area = {"x": 0, "y": 0, "width": WIDE, "height": edge}
    page.screenshot(path=INTO / f"{name}.png", animations="disabled", clip=area)
    print(f"docs/images/{name}.png: {address}, {(INTO / f'{name}.png').stat().st_size // 1024} KiB")


if __name__ == "__main__":
    sys.exit(main())
