"""python -m bench.painting: weight and first paint on a slow phone, in Chromium.

The network and the processor are slowed down as Chromium's own tools do it: 400 kbit/s and 300 ms
each way there and back for bad Wi-Fi, a processor six times slower than this one for an old phone.
"""

import shutil
import statistics
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from bench.coming import way_in
from bench.machine import Process, described, touchline
from bench.room import SECRET, SPEAKING, furnish
from bench.table import Row, keep, table

TIMES = 5
HEAD = ("page", "first paint", "usable", "bytes on the wire", "requests")
PHONE = {"width": 390, "height": 844}
PROFILES = (
    ("an old phone on bad Wi-Fi", 400_000, 300, 6),  # bit/s, ms, times slower
    ("this machine, nothing slowed down", 0, 0, 1),
)
PAINTED = """() => {
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  const page = performance.getEntriesByType("navigation")[0];
  return [paint ? paint.startTime : 0, page.domContentLoadedEventEnd];
}"""


@dataclass
class Seen:
    """One page, opened once: milliseconds, and what went over the wire."""

    painted: float
    usable: float
    size: int
    requests: int


class Wire:
    """Counts what a page loads; what comes out of the browser's own store weighs nothing."""

    def __init__(self, session: CDPSession) -> None:
        self.sizes: list[float] = []
        session.on("Network.loadingFinished", lambda told: self._finished(told))

    def _finished(self, told: dict[str, float]) -> None:
        if told["encodedDataLength"]:
            self.sizes.append(told["encodedDataLength"])

    def taken(self) -> tuple[int, int]:
        sizes, self.sizes = self.sizes, []
        return round(sum(sizes)), len(sizes)


def slowed(page: Page, bits: int, latency: int, slower: int) -> Wire:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    if bits:
        asked = {"offline": False, "latency": latency}
        asked |= {"downloadThroughput": bits / 8, "uploadThroughput": bits / 8}
        session.send("Network.emulateNetworkConditions", asked)
        session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    return Wire(session)


def opened(page: Page, wire: Wire, there: str) -> Seen:
    page.wait_for_selector(there)
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(300)  # what the page still fetches by itself belongs to it
    painted, usable = page.evaluate(PAINTED)
    return Seen(painted, usable, *wire.taken())


def one_phone(browser: Browser, address: str, profile: tuple[int, int, int]) -> tuple[Seen, Seen]:
    """The way in with nothing kept, then the phone's own page, after the form was sent."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, is_mobile=True)
    page = context.new_page()
    wire = slowed(page, *profile)
    page.goto(address)
    first = opened(page, wire, "main form")
    page.locator("input[name=voice][value=patient]").check(force=True)
    page.locator("input[name=consent]").check(force=True)
    page.locator("main form button").last.click()
    page.wait_for_url("**/phone")
    then = opened(page, wire, "[data-own] textarea")
    context.close()
    return first, then


def said(name: str, seen: list[Seen]) -> Row:
    def middle(of: str) -> float:
        return statistics.median(getattr(each, of) for each in seen)

    return (
        name,
        f"{middle('painted') / 1000:.2f} s",
        f"{middle('usable') / 1000:.2f} s",
        f"{middle('size') / 1000:.1f} kB",
        f"{middle('requests'):.0f}",
    )


def measured(process: Process, address: str) -> list[Row]:
    rows = []
    where = f"http://127.0.0.1:{process.port}{address}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for name, bits, latency, slower in PROFILES:
            turns = [one_phone(browser, where, (bits, latency, slower)) for _ in range(TIMES)]
            rows.append(said(f"the way in, {name}", [first for first, _ in turns]))
            rows.append(said(f"the first task, {name}", [then for _, then in turns]))
        browser.close()
    return rows


def main() -> None:
    if shutil.which("chromium") is None:
        sys.exit("This measurement needs Chromium, as the command 'chromium'.")
    with tempfile.TemporaryDirectory(prefix="touchline-bench-") as name:
        folder = Path(name)
        room = furnish(folder, SPEAKING)
        with touchline(folder, SECRET) as process:
            rows = measured(process, way_in(folder, room))
    _, bits, latency, slower = PROFILES[0]
    told = f"""## The first pages on a slow phone

{table(HEAD, rows)}

Measured on {datetime.now(UTC):%d %B %Y}, {described()}, by `python -m bench.painting`: medians of
{TIMES}, in Chromium with {bits // 1000} kbit/s, {latency} ms more for each request and a processor
slowed down {slower} times, nothing in its store at first. Usable: the page is whole, and its
scripts have begun. The first task comes after the form, so its time begins with sending that.
"""
    print(told)
    keep(told)


if __name__ == "__main__":
    main()
