"""A page that sends no referrer sends its forms as coming from nowhere, and they are refused.

Found in a browser: with `no-referrer`, Chromium says `Origin: null`; the guard against forms of
other sites cannot tell that from a stranger.
"""

import re

import pytest

from app.pages.secret import OUT_OF_SIGHT
from app.pages.templating import HERE
from tests.house.test_code import NAMES

SILENT = 'name="referrer" content="no-referrer"'


def with_layouts(name: str) -> str:
    """A template with all it is built on."""
    source = (HERE / "templates" / name).read_text()
    above = re.search(r'{% extends "([^"]+)"', source)
    return source + (with_layouts(above[1]) if above else "")


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("layouts/")])
def test_a_page_with_a_form_says_to_our_own_site_where_it_comes_from(name: str):
    source = (HERE / "templates" / name).read_text()
    if "<form" in source:
        assert SILENT not in with_layouts(name)


def test_the_pages_behind_a_secret_do_so():
    assert OUT_OF_SIGHT["referrer-policy"] == "same-origin"
