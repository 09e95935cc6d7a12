"""E-mail addresses: one plain address, which can't carry anything else into a header."""

import re

from app.domain.errors import Unusable
from app.domain.text import cleaned

LONGEST = 254  # characters (RFC 5321)
_PART = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_NAME = rf"{_PART}(?:\.{_PART})*"  # a dot at either end, or two together, fit into no header
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_WHOLE = re.compile(rf"{_NAME}@{_HOST}(?:\.{_HOST})+")


def email_written(typed: str) -> str:
    """The address in small letters. Raises Unusable for anything that is not exactly one.

    >>> email_written(" Amina@Example.org ")
    'amina@example.org'
    """
    address = cleaned(typed).lower()
    if len(address) > LONGEST or not _WHOLE.fullmatch(address):
        raise Unusable("Please give one e-mail address, such as name@example.org.")
    return address
