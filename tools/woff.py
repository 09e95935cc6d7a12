"""A font as the web sends it (WOFF 1.0), unpacked to what programs that draw pictures read."""

import struct
import zlib

HEADER = ">4sIIHHIHHIIIII"  # https://www.w3.org/TR/WOFF/, section 3
ENTRY = ">4sIIII"


def unpacked(woff: bytes) -> bytes:
    """Raises ValueError for anything else."""
    signature, flavor, _, tables, *_ = struct.unpack_from(HEADER, woff)
    if signature != b"wOFF":
        raise ValueError("This is no WOFF 1.0 font.")
    power = tables.bit_length() - 1
    search = 16 * 2**power
    directory = struct.pack(">IHHHH", flavor, tables, search, power, 16 * tables - search)
    body = b""
    start = len(directory) + 16 * tables
    for number in range(tables):
        place = struct.calcsize(HEADER) + number * struct.calcsize(ENTRY)
        tag, offset, packed, length, checksum = struct.unpack_from(ENTRY, woff, place)
        table = woff[offset : offset + packed]
        if packed < length:
            table = zlib.decompress(table)
        directory += struct.pack(">4sIII", tag, checksum, start + len(body), length)
        body += table + b"\0" * (-length % 4)
    return directory + body
