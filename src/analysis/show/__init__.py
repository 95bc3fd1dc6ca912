"""What readers see: sentences, figures, tables, notebooks and reports."""
