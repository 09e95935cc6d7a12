"""The letters that charts as PNG are drawn with are whole fonts."""

import struct

import pytest

from app.pages.assets import FOLDER, manifest
from app.pages.png import LETTERS


@pytest.mark.parametrize("name", LETTERS)
def test_every_table_of_an_unpacked_font_is_whole(name):
    font = (FOLDER / manifest()[name]).read_bytes()
    tables = struct.unpack_from(">H", font, 4)[0]
    found = {}
    for number in range(tables):
        tag, checksum, offset, length = struct.unpack_from(">4sIII", font, 12 + 16 * number)
        table = font[offset : offset + length] + b"\0" * (-length % 4)
        if tag == b"head":  # its own field is left out of its checksum
            table = table[:8] + b"\0\0\0\0" + table[12:]
        assert sum(struct.unpack(f">{len(table) // 4}I", table)) & 0xFFFFFFFF == checksum, tag
        found[tag] = length
    assert {b"glyf", b"cmap", b"head", b"name", b"OS/2"} <= set(found)
