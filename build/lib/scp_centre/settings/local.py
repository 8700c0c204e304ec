"""A real centre on one machine or a local network of its own: embedded database, no sample."""

from scp_centre.settings.sample import *  # noqa: F403

SAMPLE_CENTRE = False
