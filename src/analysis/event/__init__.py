"""Events: from a folder with event.toml, or paths, to a Corpus."""
