"""What every test may import: the helpers beside this file, and the modules in benchmarks/."""

import sys
from pathlib import Path

# Appended, because benchmarks/coverage.py must not stand before the package of that name.
sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))
