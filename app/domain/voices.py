"""The three voices a person can speak with (product.md, Words)."""

from enum import StrEnum


class Voice(StrEnum):
    """Who somebody is in this workshop: chosen once at the door, counted once (J6)."""

    PATIENT = "patient"
    CARER = "carer"
    STAFF = "staff"
