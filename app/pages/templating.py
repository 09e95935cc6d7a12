"""Templates, and the words in each language."""

from collections.abc import Callable, Iterator, MutableMapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from app.pages.assets import asset
from app.pages.qr import qr_svg

HERE = Path(__file__).parent.parent
LOCALES = {"en": "en_GB"}  # language → the locale its dates are written in
CLOCK = ZoneInfo("Europe/London")


class Catalogue(Protocol):
    def gettext(self, message: str) -> str: ...
    def ngettext(self, one: str, many: str, n: int) -> str: ...


class PoCatalogue:
    """One language's words, read once from its .po file; English needs none."""

    def __init__(self, language: str) -> None:
        self._words: dict[str, str | tuple[str, ...]] = {}
        self._plural: Callable[[int], int] = lambda n: int(n != 1)
        path = HERE / "locale" / language / "LC_MESSAGES" / "messages.po"
        if path.exists():
            with path.open("rb") as file:
                catalogue = read_po(file, locale=language)
            self._plural = _plural_rule(catalogue.plural_expr)
            for entry in catalogue:
                if entry.id and entry.string:
                    key = entry.id if isinstance(entry.id, str) else entry.id[0]
                    self._words[key] = (
                        entry.string if isinstance(entry.string, str) else tuple(entry.string)
                    )

    def gettext(self, message: str) -> str:
        found = self._words.get(message)
        return found if isinstance(found, str) and found else message

    def ngettext(self, one: str, many: str, n: int) -> str:
        found = self._words.get(one)
        if isinstance(found, tuple) and all(found):
            return found[self._plural(n)]
        return one if n == 1 else many


def _plural_rule(expression: str) -> Callable[[int], int]:
    from gettext import c2py  # the standard library's own reader of plural rules

    rule: Callable[[int], int] = c2py(expression)
    return rule


catalogues: dict[str, Catalogue] = {language: PoCatalogue(language) for language in LOCALES}


def languages() -> tuple[str, ...]:
    return tuple(catalogues)


def translate(language: str, message: str, **values: object) -> str:
    """An empty text stays empty; a text that is nobody's msgid (typed by people) stays itself."""
    if not message:
        return ""
    words = catalogues[language].gettext(message)
    return words % values if values else words


class Pages(Environment):
    """Jinja's own chain of globals makes each `import` in a template cost a tenth of a page."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


environment = Pages(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    auto_reload=False,  # or each drawing asks the disk whether a template has changed
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
environment.globals["asset"] = asset
environment.globals["qr_svg"] = qr_svg
environment.globals["new_key"] = lambda: str(uuid4())


@cache
def _spoken(language: str) -> dict[str, object]:
    """What every template can say in one language; the language is an argument, not ambient."""
    locale = LOCALES.get(language, "en_GB")

    def say(message: str, **values: object) -> str:
        return translate(language, message, **values)

    def say_many(one: str, many: str, n: int, **values: object) -> str:
        return catalogues[language].ngettext(one, many, n) % {"n": n, **values}

    def day(when: date) -> str:
        when = when.astimezone(CLOCK).date() if isinstance(when, datetime) else when
        return str(format_date(when, "d MMMM y", locale=locale))

    def short_day(when: date) -> str:
        return str(format_date(when, "d MMM", locale=locale))

    def number(figure: float | Fraction) -> str:
        return str(format_decimal(Decimal(str(float(figure))), "#,##0.####", locale=locale))

    def hour(when: datetime) -> str:
        return str(format_time(when.astimezone(CLOCK), "HH:mm", locale=locale))

    return {
        "_": say,
        "ngettext": say_many,
        "day": day,
        "hour": hour,
        "number": number,
        "short_day": short_day,
        "language": language,
        "direction": "rtl" if language in {"ur", "ar"} else "ltr",
    }


@cache
def _speaking(language: str) -> Environment:
    """Its words are global, so that what templates import from each other is made only once."""
    own = environment.overlay()
    own.globals = {**environment.globals, **_spoken(language)}
    return own


@cache
def _template(name: str, language: str) -> Template:
    """Jinja's own cache takes half as long as drawing a small fragment."""
    return _speaking(language).get_template(name)


def prepare_all() -> Iterator[Template]:
    """Compiles every template, rather than each when it is drawn first: about a second's work."""
    for language in languages():
        for name in environment.list_templates():
            yield _template(name, language)


def render(template: str, language: str, **names: object) -> Markup:
    """Draw a template; raises UndefinedError for a name that it needs and did not get."""
    text = _template(template, language).render(names)
    return Markup(text.strip())  # noqa: S704  (the template escaped it)
