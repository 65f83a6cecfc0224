"""G8: from the second start of a data folder to the first map page, beside a program that imports all at once."""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from statistics import median
from time import perf_counter
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from tests.benchmarks.conftest import RUNS, Row, Table

pytestmark = pytest.mark.bench

LAZY = "from webapp.cli import main"
EAGER = f"import geopandas, folium; {LAZY}"
PATIENCE_S = 60


@contextmanager
def started(program: str, data: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the server and wait until it says where it answers."""
    code = f"import sys; {program}; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "serve", "--data", str(data), "--port", "0", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if found := re.search(r"http://localhost:\d+", line):
                    yield process, found[0]
                    break
            else:
                raise AssertionError("the server ended without saying where it answers")
        finally:
            process.terminate()
            process.stdout.read()


def fetch_map_page(browser: OpenerDirector, address: str, path: str) -> None:
    """Fetch a map page and its map script: without it there is no map."""
    with browser.open(f"{address}{path}", timeout=PATIENCE_S) as answer:
        page = answer.read().decode()
    script = re.search(r'src="(/kartor/[^"]+\.js)"', page)
    assert script is not None, page[:200]
    with browser.open(f"{address}{script[1]}", timeout=PATIENCE_S) as answer:
        answer.read()


def peak_mb(process: subprocess.Popen[str]) -> float:
    """
    Give the most memory that a running server has used, in MB.

    Linux counts what the parent held when it made the child into `getrusage` of the child; its own file does not.
    """
    status = Path(f"/proc/{process.pid}/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text("utf-8"))
        assert found is not None
        return int(found[1]) / 1024
    process.terminate()
    process.wait(PATIENCE_S)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2


def measure(program: str, data: Path, browser: OpenerDirector, path: str) -> tuple[float, float]:
    """Start, fetch a map page, stop; give seconds and MB."""
    begun = perf_counter()
    with started(program, data) as (process, address):
        fetch_map_page(browser, address, path)
        seconds = perf_counter() - begun
        return seconds, peak_mb(process)


def test_start_to_the_first_map_page(table: Table, tmp_path: Path) -> None:
    data = tmp_path / "data"
    coordinator = build_opener(HTTPCookieProcessor(CookieJar()))
    partner = build_opener(HTTPCookieProcessor(CookieJar()))
    with started(LAZY, data, "--demo") as (_, address):
        links = json.loads((data / "links.json").read_text("utf-8"))
        pages = {
            "/plats/<code>, a partner": (partner, "/plats/tessinparken"),
            "/vandring/<id>, the coordinator": (coordinator, f"/vandring/{links['walks']['tessinparken']}"),
        }
        for browser, link in ((coordinator, links["coordinator"]), (partner, links["partner"])):
            with browser.open(link, timeout=PATIENCE_S) as answer:
                answer.read()
        for browser, path in pages.values():
            fetch_map_page(browser, address, path)
    for program in (LAZY, EAGER):  # files come from the disk only once
        measure(program, data, *pages["/plats/<code>, a partner"])

    for name, (browser, path) in pages.items():
        runs = [(measure(LAZY, data, browser, path), measure(EAGER, data, browser, path)) for _ in range(RUNS)]
        for index, (unit, goal) in enumerate((("s", "≤ 0.60"), ("MB", "≤ 0.50"))):
            table.add(
                Row(
                    f"G8 second start → {name}: " + ("time" if unit == "s" else "peak memory"),
                    unit,
                    median(lazy[index] for lazy, _ in runs),
                    median(eager[index] for _, eager in runs),
                    "geopandas and folium at start",
                    goal,
                )
            )
