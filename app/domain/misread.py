"""A field of a paper sheet that cannot be right, said where it stands (J4)."""

from uuid import UUID, uuid5

from app.domain.errors import NotYours, Refused, Unusable


class Misread(Unusable):
    """One field of a sheet cannot be right; says which."""

    def __init__(self, message: str, field: str, **values: object) -> None:
        super().__init__(message, **values)
        self.field = field


class named:  # noqa: N801  (reads as a word: with named(field))
    """What a verb refuses is said at the field it is about."""

    def __init__(self, field: str) -> None:
        self.field = field

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, Refused) and not isinstance(error, NotYours | Misread):
            raise Misread(error.message, self.field, **error.values) from None


def part_of(key: str, name: str) -> str:
    """An id of its own for each thing on a sheet, the same when the sheet is sent again."""
    try:
        return str(uuid5(UUID(key), name))
    except ValueError:
        return key  # refused by whoever takes it
