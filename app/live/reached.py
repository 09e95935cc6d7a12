"""Whether a phone has reached a workshop's address yet (J7): kept in memory, never who."""

from urllib.parse import urlsplit

LOCAL = {"127.0.0.1", "::1", "localhost", "testclient"}


class Reached:
    """The workshops whose way in another device than this computer has opened."""

    def __init__(self, address: str) -> None:
        self._own = {*LOCAL, urlsplit(address).hostname or ""}
        self._workshops: set[str] = set()

    def note(self, workshop: str, client: str) -> None:
        if client not in self._own:
            self._workshops.add(workshop)

    def by_a_phone(self, workshop: str) -> bool:
        return workshop in self._workshops
