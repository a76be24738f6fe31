"""How good the reports are: labelled calls beside them, counted."""
