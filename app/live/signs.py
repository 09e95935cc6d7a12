"""What processes tell each other that is never stored: who is there, who writes, a wrong guess."""

from collections.abc import Callable

Sign = tuple[str, ...]
"""What kind it is, then what it says."""

Tell = Callable[..., None]


def tell_nobody(*_sign: str) -> None:
    """For the only process there is."""
