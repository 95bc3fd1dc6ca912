"""`python -m analysis` is the crossframe command."""

from analysis.cli import main

main()
