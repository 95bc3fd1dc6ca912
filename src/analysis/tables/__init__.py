"""Plain tables: their columns, checks, storage and numbers. Knows nothing about language."""
