"""The key that signs sessions and links, generated once and stored in the data folder."""

from __future__ import annotations

import errno
import os
import secrets
from pathlib import Path

from upheld.config import kinds
from upheld.config.env import WrongSettings

FILE = "secret_key"


def read_or_make(folder: Path) -> str:
    """Read the installation's key, or generate it. Two processes that start together agree on one key.

    Raises `WrongSettings` where the folder cannot be used, or the file holds no key.
    """
    make_folder(folder)
    path = folder / FILE
    try:
        if not path.exists():
            _make(path)
        key: str = kinds.TOKEN.parse(path.read_text(encoding="ascii").strip())
    except OSError as error:
        raise WrongSettings([_unusable(path, error)]) from error
    except ValueError as error:
        raise WrongSettings(
            [f"UPHELD_DATA_DIR: {path} holds no secret key; bring the file back from where you keep it, or remove it"]
        ) from error
    return key


def make_folder(folder: Path) -> None:
    """Make a folder and its missing parents, for their owner only. Raises `WrongSettings`.

    ``mkdir(parents=True)`` would leave the parents open to everybody.
    """
    try:
        for missing in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
            missing.mkdir(exist_ok=True, mode=0o700)
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    except OSError as error:
        raise WrongSettings([_unusable(folder, error)]) from error


def _unusable(path: Path, error: OSError) -> str:
    return f"UPHELD_DATA_DIR: {path} cannot be used ({error.strerror}); name a folder that belongs to you"


def _make(path: Path) -> None:
    draft = path.with_name(f"{FILE}.{os.getpid()}.{secrets.token_hex(4)}")
    with open(draft, "x", encoding="ascii", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
