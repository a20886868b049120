"""What the app keeps on the user's machine: the proxy's address, its credential, and who this installation is."""

import os
import stat
import sys
import uuid
from pathlib import Path


def read_settings() -> dict[str, str] | None:
    """Where and as whom to push; None where that was never set up, which is no issue: the app works without."""
    url, client = os.environ.get("PUSH_URL"), os.environ.get("PUSH_CLIENT", "desktop-app")
    token = os.environ.get("PUSH_TOKEN") or read_token_file(folder() / "token")
    return {"url": url, "client": client, "token": token} if url and token else None


def read_instance() -> str:
    """
    This installation, for as long as it lives: random, since a host's or a user's name is private, and kept,
    since a new one for each start would leave a group behind for each start.
    """
    file = folder() / "instance"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.write_text(f"{uuid.uuid4()}\n")
    return file.read_text().strip()


def read_token_file(file: Path) -> str | None:
    """As ssh does with its keys: a token that others can read is not used."""
    if not file.exists():
        return None
    if os.name == "posix" and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        sys.stderr.write(f"{file} can be read by others and is not used: chmod 600 {file}\n")
        return None
    return file.read_text().strip()


def folder() -> Path:
    base = os.environ.get("APPDATA") or os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "desktop-app"
