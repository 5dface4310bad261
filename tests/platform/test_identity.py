"""As whom the server runs: root with and without user namespaces, other users, users without a name."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from support.processes import Holder, environment, eventually, gone
from upheld.embedded import Layout, binaries, identity
from upheld.embedded.layout import SHARED_HOME

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else"),
]

BARRED = Path(__file__).resolve().parents[1] / "support" / "barred.py"
NOBODY = 65534


def python_for(user: int) -> str:
    """A Python that this user can run, with this process's packages."""
    pythons = (sys.executable, shutil.which("python3", path="/usr/bin:/usr/local/bin"))
    for python in pythons:
        if python and works(python, user):
            return python
    pytest.skip(f"user {user} can run no Python with psycopg here")


def works(python: str, user: int) -> bool:
    question = "import psycopg, sys; assert sys.version_info >= (3, 11)"
    how = {"user": user, "group": user, "extra_groups": [], "cwd": "/", "env": environment(HOME="/")}
    try:
        subprocess.run([python, "-c", question], capture_output=True, check=True, **how)  # type: ignore[call-overload]
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user can reach; pytest keeps its own to itself."""
    folder = Path(tempfile.mkdtemp(prefix="upheld-tests-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def _shared_home(tmp_path: Path, open_folder: Path) -> Iterator[None]:
    """Removes what this test added to the shared folder of the system, and nothing of other runs."""
    yield
    mine = {Layout(path).digest for root in (tmp_path, open_folder) for path in (root, *root.rglob("*"))}
    for added in SHARED_HOME.glob("*"):
        if added.name.rpartition("-")[2] in mine:
            shutil.rmtree(added)
    with contextlib.suppress(OSError):
        SHARED_HOME.rmdir()


def server_user(pid: int) -> int:
    return Path(f"/proc/{pid}").stat().st_uid


def test_root_inside_a_private_folder_needs_no_account(tmp_path: Path) -> None:
    if not identity.namespaces_allowed():
        pytest.skip("user namespaces are barred here")
    accounts = Path("/etc/passwd").read_bytes()
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    holder = Holder(private / "postgres")
    assert holder.said["owned"]
    assert (private / "postgres" / "data").stat().st_uid == 0
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    holder.end()
    assert Path("/etc/passwd").read_bytes() == accounts


@pytest.mark.parametrize("user", [NOBODY, 54321], ids=["a user", "a user without a name"])
def test_another_user_runs_a_server_of_its_own(open_folder: Path, user: int) -> None:
    python = python_for(user)
    mine = open_folder / "mine"
    mine.mkdir()
    os.chown(mine, user, user)
    holder = Holder(mine / "postgres", python=python, user=user, group=user, extra_groups=[], cwd="/")
    if "error" in holder.said:
        assert not has_name(user)
        pytest.skip("a user without a name needs user namespaces, which are barred here")
    assert holder.said["owned"]
    assert server_user(holder.server) == user
    assert {path.stat().st_uid for path in (mine / "postgres").iterdir()} == {user}
    holder.end()


def has_name(user: int) -> bool:
    return any(entry.pw_uid == user for entry in pwd.getpwall())


def test_another_users_folder_is_refused_with_its_name(open_folder: Path) -> None:
    python = python_for(NOBODY)
    folder = open_folder / "roots"
    folder.mkdir(mode=0o700)
    holder = Holder(folder / "postgres", python=python, user=NOBODY, group=NOBODY, extra_groups=[], cwd="/")
    assert "UPHELD_DATA_DIR" in holder.said["error"]
    assert str(folder) in holder.said["error"]


class TestWithoutNamespaces:
    """Root in a container that bars user namespaces: the server runs as nobody."""

    @pytest.fixture(autouse=True)
    def _here(self, _shared_home: None) -> None:
        tried = subprocess.run([sys.executable, str(BARRED), "/bin/true"], capture_output=True, check=False)
        if tried.returncode != 0:
            pytest.skip("this machine cannot make a place without user namespaces")

    def hold(self, *arguments: object) -> Holder:
        return Holder(*arguments, before=[sys.executable, str(BARRED)])  # type: ignore[arg-type]

    def test_in_an_open_folder_the_data_belongs_to_nobody(self, open_folder: Path) -> None:
        holder = self.hold(open_folder / "postgres")
        assert server_user(holder.server) == NOBODY
        assert (open_folder / "postgres" / "data").stat().st_uid == NOBODY
        assert stat.S_IMODE((open_folder / "postgres" / "data").stat().st_mode) == 0o700
        assert psycopg.connect(holder.said["url"]).execute("SELECT 1").fetchone() == (1,)
        holder.end()

    def test_in_a_private_folder_the_data_moves_and_is_found_again(self, tmp_path: Path) -> None:
        private = tmp_path / "private"
        private.mkdir(mode=0o700)
        first = self.hold(private / "postgres")
        with psycopg.connect(first.said["url"], autocommit=True) as connection:
            connection.execute("CREATE TABLE t AS SELECT 7 AS n")
        first.end()
        assert Layout(private / "postgres").home.parent == SHARED_HOME
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
        second = self.hold(private / "postgres")
        assert psycopg.connect(second.said["url"]).execute("SELECT n FROM t").fetchone() == (7,)
        second.end()

    def test_programs_in_a_private_folder_are_copied(self, tmp_path: Path) -> None:
        found = binaries.find()
        private = tmp_path / "private"
        private.mkdir(mode=0o700)
        package = found.folder.parents[1]
        for source in (package, package.with_name(package.name + ".libs")):
            if source.is_dir():
                shutil.copytree(source, private / source.name, symlinks=True)
        programs = private.joinpath(*found.folder.parts[-3:])
        holder = self.hold(private / "postgres", "--programs", programs)
        assert server_user(holder.server) == NOBODY
        assert os.readlink(f"/proc/{holder.said['pid']}/exe").startswith(str(SHARED_HOME))
        holder.end()

    def test_the_server_ends_with_its_owner(self, open_folder: Path) -> None:
        holder = self.hold(open_folder / "postgres")
        children = Path(f"/proc/{holder.process.pid}/task/{holder.process.pid}/children").read_text().split()
        os.kill(int(children[0]), 9)
        eventually(lambda: gone(holder.server), "the server follows its owner")
        holder.process.wait(60)

    @pytest.mark.parametrize("mode", [0o755, 0o700], ids=["open", "private"])
    def test_data_made_in_a_namespace_is_taken_over_and_back(self, open_folder: Path, mode: int) -> None:
        (open_folder / "home").mkdir(mode=mode)
        folder = open_folder / "home" / "postgres"
        for number, hold in enumerate((Holder, self.hold, Holder)):
            holder = hold(folder)
            with psycopg.connect(holder.said["url"], autocommit=True) as connection:
                connection.execute(f"CREATE TABLE t{number} ()")
                tables = connection.execute("SELECT count(*) FROM pg_tables WHERE tablename ~ '^t[0-9]$'").fetchone()
            assert tables == (number + 1,)
            holder.end()
