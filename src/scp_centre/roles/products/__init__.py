"""Products: an adviser models what a product or service causes, and designs it anew."""
