"""One table of everything that was measured, printed at the end together with the machine."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import pytest

from tests.conftest import House, make_house

RUNS = 5
NOT_MEASURED = "not measured"


@dataclass(frozen=True)
class Row:
    """One measure of Lykta beside that of its peer, in the same unit."""

    what: str
    unit: str
    lykta: float
    peer: float | None = None
    peer_name: str = ""
    goal: str = ""
    inverse: bool = False
    """Whether the ratio is told as peer / Lykta."""

    def cells(self) -> list[str]:
        """Give the row's cells as text."""
        if self.peer is None:
            beside, ratio = NOT_MEASURED, NOT_MEASURED
        else:
            beside = f"{figure(self.peer)} {self.unit}" + (f" ({self.peer_name})" if self.peer_name else "")
            ratio = f"{self.peer / self.lykta if self.inverse else self.lykta / self.peer:.2f}"
        return [self.what, f"{figure(self.lykta)} {self.unit}", beside, ratio, self.goal or "–"]


@dataclass
class Table:
    """All rows of a run."""

    rows: list[Row] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Add a row."""
        self.rows.append(row)

    def markdown(self) -> str:
        """Give the table as Markdown."""
        head = ["measure", "Lykta", "peer", "ratio", "goal"]
        body = [head, ["---"] * len(head), *(row.cells() for row in self.rows)]
        lines = ["| " + " | ".join(cells) + " |" for cells in body]
        return "\n".join([machine(), "", f"Medians of {RUNS} interleaved runs.", "", *lines])


def figure(value: float) -> str:
    """Write a number with three digits that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def machine() -> str:
    """Describe the machine in one line: without it no figure can be judged."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    load = os.getloadavg()[0]
    return (
        f"{models[0] if models else platform.processor() or platform.machine()}, {os.cpu_count()} cores, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, load at the end {load:.1f}"
    )


def interleaved(measures: Mapping[str, Callable[[], float]], *, runs: int = RUNS) -> dict[str, float]:
    """Run the measures in turn, over and over, and give each one's median: what slows the machine slows them all."""
    found: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(runs):
        for name, measure in measures.items():
            found[name].append(measure())
    return {name: median(values) for name, values in found.items()}


@pytest.fixture(scope="session")
def table() -> Iterator[Table]:
    """Give the table that all benchmarks write in."""
    made = Table()
    yield made
    print(f"\n\n{made.markdown()}")


@pytest.fixture
def new_folder_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], House]]:
    """Give a maker of applications around empty folders."""
    made: list[House] = []

    def make() -> House:
        made.append(make_house(tmp_path_factory.mktemp("bench")))
        return made[-1]

    yield make
    for house in made:
        house.store.close()
