"""From measures to findings: units, choices, chance, evidence and verdicts."""
