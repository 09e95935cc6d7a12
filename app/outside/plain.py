"""The plain text of an e-mail, from its HTML: so the two can't say different things."""

import re
from html.parser import HTMLParser

BLOCKS = {"p", "h1", "h2", "h3", "li", "ul", "ol", "blockquote", "tr", "table", "body", "hr"}
UNSEEN = {"head", "title", "style"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.now = ""
        self.unseen = 0
        self.link = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self.unseen += 1
        if tag in BLOCKS:
            self.end_line()
        if tag == "br":
            self.end_line(close=True)
        if tag == "li":
            self.now = "- "
        if tag == "a":
            self.link = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self.unseen -= 1
        if tag == "a" and self.link:
            if self.link not in self.now:
                self.now = f"{self.now.rstrip()}\n{self.link}"
            self.link = ""
        if tag in BLOCKS:
            self.end_line()

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            said = re.sub(r"\s+", " ", data)
            self.now += said.lstrip() if self.now == "" or self.now.endswith("\n") else said

    def end_line(self, *, close: bool = False) -> None:
        line = self.now.strip()
        self.now = ""
        if line and line != "-":
            self.lines.append(line)
        if not close and self.lines and self.lines[-1]:
            self.lines.append("")


def plain(html: str) -> str:
    """Paragraphs apart, one line for each thing in a list, every link as its address.

    >>> plain('<p>See <a href="https://t.example/a">the page</a></p><p>Bye</p>')
    'See the page\\nhttps://t.example/a\\n\\nBye\\n'
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_line()
    return "\n".join(reader.lines).strip() + "\n"
