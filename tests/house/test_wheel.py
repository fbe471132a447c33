"""The wheel, installed away from the checkout, runs the demo and finds its schemas and samples."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = "workbench/_data"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `workbench` command of an environment that holds the wheel, and sees the packages it needs."""
    folder = tmp_path_factory.mktemp("away") / "env"
    venv.create(folder, with_pip=False)
    base = {"base": str(folder), "platbase": str(folder)}
    scripts = Path(sysconfig.get_path("scripts", "venv", base))
    packages = Path(sysconfig.get_path("purelib", "venv", base))
    pip = [sys.executable, "-m", "pip", "--python", str(scripts / "python"), "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)], check=True, capture_output=True
    )
    # Nothing is downloaded: the packages of this environment come after those of the new one. A folder that is
    # named in a .pth file has its own .pth files left unread, so the editable checkout stays out of sight.
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return scripts / "workbench"


def run(command: Path, *words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "QT_QPA_PLATFORM")
    }
    return subprocess.run(
        [str(command), *words],
        cwd=folder,
        env={**environment, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_the_wheel_holds_both_packages_and_the_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("schemas", "sample_docs"):
        for path in (ROOT / folder).iterdir():
            assert f"{DATA}/{folder}/{path.name}" in names
    for room in ("workbench", "ui"):
        for path in (ROOT / room).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert path.relative_to(ROOT).as_posix() in names
    top = {name.split("/")[0] for name in names}
    assert {one for one in top if not one.endswith(".dist-info")} == {"workbench", "ui"}


def test_it_is_not_the_checkout_that_runs(command: Path, tmp_path: Path) -> None:
    code = "import workbench, ui; print(workbench.__file__); print(ui.__file__)"
    shown = run(command.with_name("python"), "-c", code, folder=tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert all(str(command.parents[1]) in line for line in shown.stdout.splitlines())


def test_the_demo_runs_away_from_the_checkout(command: Path, tmp_path: Path) -> None:
    shown = run(command, "demo", "out", "--no-window", folder=tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert (tmp_path / "out" / "demo.wbench").is_file()
    assert sorted(path.name for path in (tmp_path / "out").iterdir() if path.is_dir()) == [
        "brat",
        "conll",
        "jsonl",
    ]
    pictures = sorted((tmp_path / "out").glob("*.png"))
    assert [path.name.split("-")[0] for path in pictures] == ["review"] * 4 + ["window"] * 4
    assert all(path.stat().st_size > 20_000 for path in pictures)
    again = run(command, "demo", "out", "--no-window", folder=tmp_path)
    assert again.returncode == 0 and "is there already" in again.stdout


def test_the_schemas_are_found(command: Path, tmp_path: Path) -> None:
    shown = run(command, "schema", "list", folder=tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert [line.split()[0] for line in shown.stdout.splitlines()] == sorted(
        path.stem for path in (ROOT / "schemas").glob("*.toml")
    )
