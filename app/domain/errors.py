"""How the domain says no, in words a participant can read."""


def N_(message: str) -> str:  # noqa: N802  (gettext's own name)
    """Marks a sentence for translators; it is translated where it is shown."""
    return message


class Refused(Exception):
    """The rules do not allow it; whoever shows the message translates it, with its values."""

    status = 409

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values


class NotYours(Refused):
    """There is no such thing for whoever is asking."""

    status = 404


class NotSeated(NotYours):
    """This browser is in no seat of the workshop: it never was, or it left."""


class AnotherSeat(Refused):
    """The phone has taken another seat since this was written, so it is not theirs to send."""

    status = 412


class MayOnlyCare(NotYours):
    """The support person at a door of those who steer."""

    status = 403


class NotTheLead(Refused):
    """Only the lead may do this."""

    status = 403


class Unusable(Refused):
    """What was typed cannot be taken as it is."""

    status = 422


class Unknown(Refused):
    """Whoever asks must say first who they are."""

    status = 401
