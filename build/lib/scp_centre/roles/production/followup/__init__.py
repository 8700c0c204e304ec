"""After the assessment: readings of meters and drivers, and savings verified from them."""
