"""A sample centre in which the dairy's figures went all the way."""

import pytest


@pytest.fixture
def whole_chain(sample_centre):
    """Load the chain; return people by name."""
    from scp_centre.interfaces.journeys.sample_chain import load_sample_chain

    load_sample_chain(sample_centre)
    return sample_centre
