"""Every setting, read from the environment, one sentence each."""

import socket
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


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
        parts = urlsplit(url)
        if url and (parts.scheme not in {"http", "https"} or not parts.netloc or parts.path > "/"):
            raise ValueError("must be like https://touchline.example, without a path")
        return url.rstrip("/")

    @field_validator("touchline_secret")
    @classmethod
    def _long_secret(cls, secret: str) -> str:
        if secret and len(secret) < 32:
            raise ValueError("must have at least 32 characters")
        return secret

    @cached_property
    def database(self) -> str:
        """The database's address for SQLAlchemy."""
        return self.database_url or f"sqlite:///{self.touchline_data / 'touchline.db'}"

    @cached_property
    def address(self) -> str:
        """Where phones can reach this server."""
        return self.public_url or f"http://{network_address(self.host)}:{self.port}"


class BadSettings(Exception):
    """A setting that cannot be used, said in one sentence."""


def read_settings() -> Settings:
    """Raises BadSettings with a sentence that names the setting."""
    try:
        settings = Settings.model_validate({})
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper()
        said = str(first["msg"]).removeprefix("Value error, ")
        raise BadSettings(f"The setting {name} cannot be used: {said}.") from None
    return settings


def network_address(host: str) -> str:
    """This machine's address on its network, so that phones can find it; localhost if alone."""
    if host not in {"0.0.0.0", "::", ""}:  # noqa: S104
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: it only chooses the way out
        except OSError:
            return "localhost"
        return str(probe.getsockname()[0])
