"""Whether a phone has reached a workshop's address yet (J7): kept in memory, never who."""

from urllib.parse import urlsplit

from app.live.signs import Sign, Tell, tell_nobody

LOCAL = {"127.0.0.1", "::1", "localhost", "testclient"}


class Reached:
    """The workshops whose way in another device than this computer has opened."""

    def __init__(self, address: str, tell: Tell = tell_nobody) -> None:
        self._tell = tell
        self._own = {*LOCAL, urlsplit(address).hostname or ""}
        self._workshops: set[str] = set()

    def note(self, workshop: str, client: str) -> None:
        if client not in self._own and workshop not in self._workshops:
            self.heard(workshop)
            self._tell("reached", workshop)

    def heard(self, workshop: str) -> None:
        """From another process."""
        self._workshops.add(workshop)

    def lasting(self) -> list[Sign]:
        return [("reached", workshop) for workshop in list(self._workshops)]

    def by_a_phone(self, workshop: str) -> bool:
        return workshop in self._workshops
