"""Services tell by what they return: whatever these tests ask for, nothing may be printed."""

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Neither by the service nor by what it calls, processes of their own among them."""
    yield
    assert tuple(capfd.readouterr()) == ("", "")
