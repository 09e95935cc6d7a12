"""What people type: cleaned without changing a word, and counted as people count."""

import re
import unicodedata

import regex

from app.domain.errors import Unusable

LONGEST_STORED = 8000  # code points; a backstop for the database, far above every limit shown

_GRAPHEME = regex.compile(r"\X")
_LINES = re.compile(r"\r\n?|[\u2028\u2029]")
_KEPT_CONTROLS = "\n\u200c\u200d"  # line ends, and the joiners that some scripts and emoji need
_NOT_IN_XML = "\ufffe\uffff"  # no characters at all; a chart or a feed with one can't be read
_TAGS = range(0xE0020, 0xE0080)  # that make the flags of Wales, Scotland and England
_JOINERS = re.compile("[\u200c\u200d]{2,}")
_POINTS_EACH = 20  # code points that one character may have, at most
_STACKED = regex.compile(r"(\p{M}{3})\p{M}+")


def length(text: str) -> int:
    """In characters as people count them: a family emoji is one."""
    return len(_GRAPHEME.findall(text))


def cleaned(text: str) -> str:
    """NFC, no control or direction-override characters, at most three marks on a letter."""
    text = unicodedata.normalize("NFC", _LINES.sub("\n", text))
    text = "".join(
        c
        for c in text
        if c in _KEPT_CONTROLS
        or ord(c) in _TAGS
        or (unicodedata.category(c) not in {"Cc", "Cf", "Cs"} and c not in _NOT_IN_XML)
    )
    text = _JOINERS.sub(lambda joiners: joiners[0][0], text)
    return str(_STACKED.sub(r"\1", text)).strip()


def written(text: str, at_most: int, *, one_line: bool = False) -> str:
    """Cleaned, and neither empty nor too long. Raises Unusable."""
    text = cleaned(text)
    if one_line:
        text = " ".join(text.split())
    if not any(unicodedata.category(c)[0] in "LNPS" for c in text):
        raise Unusable("Nothing is written here yet.")
    long = length(text)
    if long > at_most or len(text) > min(_POINTS_EACH * at_most, LONGEST_STORED):
        raise Unusable(
            "This is %(over)s characters too long. Please shorten it; it is still here.",
            over=max(long - at_most, 1),
        )
    return text


def maybe_written(text: str, at_most: int, *, one_line: bool = False) -> str:
    """Like `written`, but may be left empty."""
    return written(text, at_most, one_line=one_line) if text.strip() else ""
