"""What writing a report costs beside starting as many bare kernels as there are notebooks.

Usage: python benchmarks/report.py [EVENT]   (default harbour-lease); required: at most 2.5 times
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from jupyter_client.manager import start_new_kernel

from analysis.show.report import write_report

ROOT, REQUIRED = Path(__file__).resolve().parents[1], 2.5


def main(event: str) -> None:
    """Print both times and their ratio."""
    notebooks = len(list((ROOT / "notebooks").glob("*.ipynb")))
    start = time.perf_counter()
    for _ in range(notebooks):
        manager, client = start_new_kernel(kernel_name="python3")
        client.stop_channels()
        manager.shutdown_kernel()
    kernels = time.perf_counter() - start
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        write_report(event, out=Path(folder) / "report.html", progress=None)
        report = time.perf_counter() - start
    print(f"{notebooks} bare kernels {kernels:.1f} s, report of {event} {report:.1f} s")
    print(f"ratio {report / kernels:.2f}, required at most {REQUIRED}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "harbour-lease")
