"""The command `touchline`: serve, demo, rehearse, backup, restore, account add."""

import gc
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING, Annotated, NoReturn

import qrcode
import typer
from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError
from sqlmodel import Session

from app.database import Database, open_database
from app.domain.accounts import account_called, add_account, has_accounts
from app.domain.errors import Refused
from app.migrating import migrate
from app.pages.assets import AssetsMissing
from app.settings import BadSettings, Settings, read_settings
from app.watching import can_watch, keep_serving, listen

if TYPE_CHECKING:
    from app.main import Site

cli = typer.Typer(
    help="Touchline: experience-based co-design, from the room to the change.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
accounts = typer.Typer(help="Facilitators' accounts.", no_args_is_help=True)
cli.add_typer(accounts, name="account")


@cli.command()
def serve(
    demo: Annotated[bool, typer.Option(help="Begin with a demo project half-way through.")] = False,
    alone: Annotated[
        bool, typer.Option(help="In one process, without another that starts it again.")
    ] = False,
) -> None:
    """Start the server, and say where it can be reached."""
    settings = _settings()
    try:
        at = listen(settings.host, settings.port)
    except OSError as error:
        _stop(
            f"Cannot listen on {settings.host}, port {settings.port}: {error.strerror}. "
            "Is another Touchline running? PORT=8001 chooses another port."
        )
    # Phones wait in line from here on, rather than to be refused while all this is imported.
    gc.disable()  # imports leave no garbage, and looking for it takes a tenth of their time
    from app import demo as _warm  # noqa: F401  (what a copy of this process finds imported)
    from app import main as _main  # noqa: F401
    from app.pages.templating import prepare_all

    gc.enable()
    if alone or not can_watch():
        _serve(settings, at, demo, say=True)
    else:
        keep_serving(
            lambda is_first: _serve(settings, at, demo and is_first, say=is_first), prepare_all()
        )


def _serve(settings: Settings, at: socket, demo: bool, *, say: bool) -> None:
    from app.main import Server, Site

    with _said_plainly(settings):
        site = Site(settings)
    server = Server(site, at)
    if say:
        _say_where(site, server.port, demo)
    server.serve_forever()


def _say_where(site: "Site", port: int, demo: bool) -> None:
    from app.demo import DEMO_EMAIL, demo_password, make_demo

    address = site.settings.address
    join = ""
    if demo:
        with site.database.read() as session:
            is_empty = not has_accounts(session)
        if is_empty:
            join = make_demo(site.database, site.keyring, address)["join"]
    with site.database.read() as session:
        needs_first = not has_accounts(session)
        has_demo = demo and account_called(session, DEMO_EMAIL) is not None
    print(f"\nTouchline is running.\n\n  On this computer   http://localhost:{port}")
    print(f"  For phones         {address}\n")
    _print_qr(join or address)
    if has_demo:
        print(f"  Sign in with       {DEMO_EMAIL}")
        print(f"  Password           {demo_password(site.keyring)}\n")
    if needs_first:
        print("  There is no account yet. Open the address above, choose “Sign in”, and use")
        print(f"  this one-time code: {site.first_code}\n")
    sys.stdout.flush()


@cli.command()
def demo(
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False,
) -> None:
    """Make the demo project, with an open workshop; works beside a running server."""
    from app.demo import make_demo
    from app.domain.keyring import Keyring
    from app.main import secret_key

    settings = _settings()
    key = secret_key(settings)
    made = make_demo(_database(settings), Keyring(key), settings.address)
    if as_json:
        print(json.dumps(made))
        return
    for name, value in made.items():
        print(f"{name:10} {value}")


@cli.command()
def rehearse(
    url: Annotated[str, typer.Option(help="The server's address.")],
    code: Annotated[str, typer.Option(help="The code on the wall.")],
    seats: Annotated[int, typer.Option(min=1, max=1000, help="How many invented people.")] = 12,
    pace: Annotated[float, typer.Option(min=0.1, max=1000, help="1 is a human pace.")] = 1.0,
    seed: Annotated[int, typer.Option(help="The same seed, the same people.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Bring invented participants into a room, and check that nothing of theirs was lost."""
    from app.rehearsal import rehearse as run
    from app.rehearsal.terminal import show

    report = run(
        url.rstrip("/"),
        code,
        seats=seats,
        pace=pace,
        seed=seed,
        desk_email=os.environ.get("TOUCHLINE_DESK_EMAIL", ""),
        desk_password=os.environ.get("TOUCHLINE_DESK_PASSWORD", ""),
        on_progress=show(quiet=as_json),
    )
    print(json.dumps(report.as_json()) if as_json else report.as_text())


@cli.command()
def backup() -> None:
    """Copy everything, beside a running server; check the copy; let old ones go."""
    from app.backups import NoBackup, back_up

    settings = _settings()
    try:
        copy = back_up(settings, datetime.now(UTC))
    except NoBackup as reason:
        _stop(str(reason))
    print(f"Copied and checked: {copy}")
    if settings.touchline_secret:
        print("Keep TOUCHLINE_SECRET as well: the copy is of little use without it.")


@cli.command()
def restore(
    copy: Annotated[Path, typer.Argument(help="The copy to go back to.")],
) -> None:
    """Go back to a copy. Stop the server first; what is there now is put aside."""
    from app.backups import NoBackup
    from app.restoring import restore as put_back

    settings = _settings()
    try:
        with _said_plainly(settings):
            aside = put_back(settings, copy, datetime.now(UTC))
    except NoBackup as reason:
        _stop(str(reason))
    print(f"Everything is as it was in {copy}.")
    if aside is not None:
        print(f"What was there until now: {aside}")


@accounts.command("add")
def account_add(
    email: Annotated[str, typer.Argument(help="The e-mail address to sign in with.")],
    name: Annotated[str, typer.Option(prompt="Name", help="How colleagues know this person.")],
    password: Annotated[
        str,
        typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, help="10 or more."),
    ],
) -> None:
    """Add a facilitator's account."""
    from app.pages.account.routes import check_account, passwords

    database = _database(_settings())
    try:
        checked = check_account(name, email, password)
        hashed = passwords.hash(password)
        with Session(database.writing) as session:
            add_account(session, password_hash=hashed, now=datetime.now(UTC), **checked)
            session.commit()
    except Refused as refused:
        _stop(refused.message % refused.values)
    print(f"{email} can sign in now.")


def _settings() -> Settings:
    try:
        return read_settings()
    except BadSettings as bad:
        _stop(str(bad))


def _database(settings: Settings) -> Database:
    with _said_plainly(settings):
        migrate(settings.database)
        return open_database(settings.database)


@contextmanager
def _said_plainly(settings: Settings) -> Iterator[None]:
    """A database that cannot be reached is a setting to look at, not a traceback."""
    name = "DATABASE_URL" if settings.database_url else "TOUCHLINE_DATA"
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        said = " ".join(str(error.orig).split())
        _stop(f"The database cannot be reached: {said}. The setting {name} says where it is.")
    except ArgumentError:
        _stop("The setting DATABASE_URL cannot be used: it is not a whole address.")
    except OSError as error:
        _stop(f"The setting {name} cannot be used: {error.filename}: {error.strerror}.")


def _print_qr(address: str) -> None:
    code = qrcode.QRCode(border=1)
    code.add_data(address)
    code.print_ascii(invert=True)
    print(f"  This code leads to {address}\n")


def _stop(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    sys.exit(1)


def main() -> None:
    """The command's entry point."""
    try:
        cli()
    except (AssetsMissing, BadSettings) as sentence:
        _stop(str(sentence))


if __name__ == "__main__":
    main()
