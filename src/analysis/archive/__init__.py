"""Archives of any size, by sums over parts."""
