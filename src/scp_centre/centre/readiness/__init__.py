"""Whether the installation is ready for the public, and the letter that tries its mail server."""
