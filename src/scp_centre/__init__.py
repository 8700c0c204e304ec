"""scp-centre: the working system of a centre for sustainable consumption and production."""

__version__ = "0.7.0"
