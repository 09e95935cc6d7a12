"""Every setting, read from the environment, one sentence each."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from email.utils import parseaddr
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.domain.addresses import email_written
from app.domain.errors import Unusable

SHORTEST_SECRET = 32  # characters


class Settings(BaseSettings):
    """What can be set from outside; the README lists the same names."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    host: str = Field("0.0.0.0", description="The address to listen on.")  # noqa: S104
    port: int = Field(8000, ge=0, le=65535, description="The port to listen on.")
    touchline_data: Path = Field(Path("data"), description="The folder for database and key.")
    database_url: str = Field(
        "", description="A database of your own: sqlite:///file or postgresql://…"
    )
    public_url: str = Field("", description="The address people reach this server at.")
    touchline_secret: str = Field(
        "", description="The secret key; without it one is made and kept in the data folder."
    )

    backup_folder: Path | None = Field(
        None, description="Where copies of everything go; without it, in the data folder."
    )
    backup_minutes: int = Field(
        15,
        ge=0,
        le=1440,
        description="How often a copy is made, 0 for never; with PostgreSQL by somebody else.",
    )
    backup_days: int = Field(
        30, ge=1, le=3650, description="After how many days the last copy of a day goes."
    )

    smtp_host: str = Field(
        "", description="The mail server that takes e-mail; without it none goes out."
    )
    smtp_port: int = Field(587, ge=1, le=65535, description="The mail server's port.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How the line to the mail server is guarded."
    )
    smtp_user: str = Field("", description="The name to sign in to the mail server with.")
    smtp_password: str = Field("", description="The password that goes with it.", repr=False)
    smtp_from: str = Field("", description="Whom e-mail comes from: Touchline <us@example.org>.")

    @field_validator("smtp_from")
    @classmethod
    def _one_sender(cls, sender: str) -> str:
        try:
            if sender:
                email_written(parseaddr(sender)[1])
        except Unusable:
            raise ValueError("must be like Touchline <us@example.org>") from None
        return sender

    @model_validator(mode="after")
    def _mail_is_whole(self) -> "Settings":
        if self.smtp_host and not self.smtp_from:
            raise ValueError("SMTP_FROM is needed where SMTP_HOST is set")
        return self

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        for given, wanted in (
            ("postgresql+psycopg://", "postgresql+psycopg://"),
            ("postgresql://", "postgresql+psycopg://"),
            ("postgres://", "postgresql+psycopg://"),
            ("sqlite:///", "sqlite:///"),
        ):
            if url.startswith(given):
                return wanted + url.removeprefix(given)
        if url:
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return url

    @field_validator("public_url")
    @classmethod
    def _whole_address(cls, url: str) -> str:
        try:
            parts = urlsplit(url)
            whole = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
        except ValueError:  # such as http://[ or a port that is none
            whole = False
        if url and (not whole or url.rstrip("/") != f"{parts.scheme}://{parts.netloc}"):
            raise ValueError("must be like https://touchline.example, without a path")
        if "@" in url:
            raise ValueError("must not hold a name or a password")
        return url.rstrip("/")

    @field_validator("touchline_secret")
    @classmethod
    def _long_secret(cls, secret: str) -> str:
        if secret and len(secret) < SHORTEST_SECRET:
            raise ValueError(f"must have at least {SHORTEST_SECRET} characters")
        return secret

    @cached_property
    def database(self) -> str:
        """The database's address for SQLAlchemy."""
        return self.database_url or f"sqlite:///{self.touchline_data / 'touchline.db'}"

    @cached_property
    def is_postgresql(self) -> bool:
        return self.database.startswith("postgresql")

    @cached_property
    def backups(self) -> Path:
        """The folder of the copies."""
        return self.backup_folder or self.touchline_data / "backups"

    @cached_property
    def address(self) -> str:
        """Where phones can reach this server."""
        host = network_address(self.host)
        return self.public_url or f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


class BadSettings(Exception):
    """A setting that cannot be used, said in one sentence."""


def read_settings() -> Settings:
    """Raises BadSettings with a sentence that names the setting."""
    try:
        settings = Settings.model_validate({})
    except ValidationError as error:
        first = error.errors()[0]
        said = str(first["msg"]).removeprefix("Value error, ")
        if not first["loc"]:  # about several together
            raise BadSettings(f"The settings cannot be used: {said}.") from None
        name = str(first["loc"][0]).upper()
        raise BadSettings(f"The setting {name} cannot be used: {said}.") from None
    return settings


# A way out, or where there is none (a hotspot, a switch on a ward) into the usual private networks.
PROBED = ("192.0.2.1", "10.255.255.255", "192.168.255.255", "172.31.255.255")


def network_address(host: str) -> str:
    """This machine's address on its network, so that phones can find it; localhost if alone."""
    if host not in {"0.0.0.0", "::", ""}:  # noqa: S104
        return host
    return next((found for found in _own_addresses() if _is_reachable(found)), "localhost")


def _own_addresses() -> Iterator[str]:
    for there in PROBED:
        with (
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe,
            suppress(OSError),
        ):
            probe.connect((there, 9))  # sends nothing: it only chooses the way
            yield str(probe.getsockname()[0])
    with suppress(OSError):
        yield from socket.gethostbyname_ex(socket.gethostname())[2]


def _is_reachable(address: str) -> bool:
    known = ip_address(address)
    return not (known.is_loopback or known.is_unspecified)
