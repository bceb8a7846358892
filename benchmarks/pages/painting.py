"""Open pages in Chromium with nothing kept from before: `python -m benchmarks.pages.painting ASKED.json`.

Prints, as JSON, for each page: seconds to the largest contentful paint, and bytes as sent for it and all it asks for,
pictures apart. Prints {} where there is no Chromium or no Playwright.
"""

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

PAINT = """() => new Promise(done => {
  let latest = 0;
  const watch = new PerformanceObserver(list => { for (const one of list.getEntries()) latest = one.startTime; });
  watch.observe({type: 'largest-contentful-paint', buffered: true});
  setTimeout(() => {
    const sent = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
      .filter(one => !/\\.(svg|png|ico)(\\?|$)/.test(one.name));
    done({paint: latest / 1000, bytes: sent.reduce((sum, one) => sum + one.encodedBodySize, 0)});
  }, 500);
})"""
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]


def painted(asked: dict[str, Any]) -> dict[str, list[dict[str, float]]]:
    """Return the figures of each page, opened `times` times, each in a window of its own."""
    found = os.environ.get("TRELLIS_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return {}
    if found is None:
        return {}
    name, _, value = asked["cookie"].partition("=")
    cookie = {"name": name, "value": value, "url": asked["origin"]}
    told: dict[str, list[dict[str, float]]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=QUIET)
        for page, address in asked["pages"].items():
            for _ in range(asked["times"]):
                context = browser.new_context(viewport={"width": 1280, "height": 1024})
                context.add_cookies([cookie])  # type: ignore[list-item]
                tab = context.new_page()
                tab.goto(asked["origin"] + address, wait_until="load")
                told.setdefault(page, []).append(tab.evaluate(PAINT))
                context.close()
        browser.close()
    return told


if __name__ == "__main__":
    print(json.dumps(painted(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))))
