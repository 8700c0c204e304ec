"""The pages: addresses, base templates, components, errors turned into pages once."""
