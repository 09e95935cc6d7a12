"""Of the open pages of one seat, the newest follows the room."""

from collections import OrderedDict

REMEMBERED = 20_000  # seats, and pages that gave way


class NewestTab:
    """Each page has a random name of its own; one that gave way does not come again."""

    def __init__(self) -> None:
        self._newest: OrderedDict[str, str] = OrderedDict()  # by cookie
        self._gave_way: OrderedDict[str, None] = OrderedDict()

    def is_newest(self, cookie: str, tab: str) -> bool:
        """Whether this page may follow; a page never seen before takes the place of the others."""
        if not cookie or not tab:
            return True
        if tab in self._gave_way:
            return False
        before = self._newest.get(cookie)
        if before is not None and before != tab:
            self._gave_way[before] = None
        self._newest[cookie] = tab
        for known in (self._newest, self._gave_way):
            while len(known) > REMEMBERED:
                known.popitem(last=False)
        return True
