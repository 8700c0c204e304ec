"""How often something may happen: counted in the database, so that all processes count together."""
