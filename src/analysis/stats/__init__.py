"""How sure a difference between two sides is. Knows nothing about language."""
