"""What tests of training share."""

import pytest


@pytest.fixture(autouse=True)
def public_address(settings):
    """A centre that people outside can reach: without an address no certificate is signed."""
    settings.PUBLIC_ADDRESS = "https://centre.example"
    return settings.PUBLIC_ADDRESS
