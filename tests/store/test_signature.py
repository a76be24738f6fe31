"""An exported log that is signed: by which key, over what, and what is refused."""

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from pipeline.errors import TingheError, UsageError
from pipeline.services.audit import export_log, verify
from pipeline.store.engine import url_of
from tests.store.saved import a_full_report, save


def a_key(folder: Path, name: str = "key") -> tuple[Path, Path]:
    """A private and a public key, as OpenSSL writes them."""
    key = Ed25519PrivateKey.generate()
    private, public = folder / f"{name}.pem", folder / f"{name}.public.pem"
    private.touch(0o600)
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return private, public


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, Path]:
    return a_key(tmp_path)


@pytest.fixture
def url(tmp_path: Path) -> str:
    path = tmp_path / "store" / "tinghe.db"
    path.parent.mkdir()
    save(path, a_full_report())
    return url_of(path)


@pytest.fixture
def export(url: str, keys: tuple[Path, Path], tmp_path: Path) -> Path:
    out = tmp_path / "log.jsonl"
    export_log(url, out, keys[0])
    return out


def test_a_signed_export_is_proven_by_the_public_key(url: str, export: Path, keys: tuple[Path, Path]) -> None:
    assert verify(url, str(export), keys[1]).intact


@pytest.mark.skipif(shutil.which("openssl") is None, reason="OpenSSL is not installed here")
def test_openssl_checks_the_signature_without_tinghe(export: Path, keys: tuple[Path, Path]) -> None:
    asking: list[str | Path] = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", keys[1], "-rawin", "-in", export]
    answer = subprocess.run([*asking, "-sigfile", f"{export}.sig"], capture_output=True, text=True, check=False)
    assert "Verified Successfully" in answer.stdout, answer.stderr


@pytest.mark.parametrize("forged", ["the export", "the signature", "the key"])
def test_what_was_forged_is_named(url: str, export: Path, keys: tuple[Path, Path], tmp_path: Path, forged: str) -> None:
    public = keys[1]
    if forged == "the export":
        lines = export.read_text(encoding="utf-8").splitlines(keepends=True)
        export.write_text("".join(lines[:-1]), encoding="utf-8")  # whole in itself, and a beginning of the log
    elif forged == "the signature":
        signature = Path(f"{export}.sig")
        signature.write_bytes(bytes([signature.read_bytes()[0] ^ 1]) + signature.read_bytes()[1:])
    else:
        public = a_key(tmp_path, "other")[1]
    found = verify(url, str(export), public)
    assert [breach.what for breach in found.breaches] == [
        "the signature beside it is not that of this key over this file"
    ]


def test_an_export_without_its_signature_is_refused(url: str, export: Path, keys: tuple[Path, Path]) -> None:
    export_log(url, export)  # anew, unsigned: the former signature does not stay beside it
    with pytest.raises(TingheError, match=r"Keep FILE and FILE\.sig together"):
        verify(url, str(export), keys[1])


def test_a_public_key_without_an_export_is_wrong_usage(url: str, keys: tuple[Path, Path]) -> None:
    for against in (None, "0" * 64):
        with pytest.raises(UsageError, match="there is no export to check"):
            verify(url, against, keys[1])


@pytest.mark.parametrize("case", ["not there", "no key", "public", "rsa", "readable for others", "with the store"])
def test_a_key_that_may_not_sign_is_refused_and_nothing_is_written(
    url: str, keys: tuple[Path, Path], tmp_path: Path, case: str
) -> None:
    key, cause = {
        "not there": (tmp_path / "none.pem", "the key cannot be read"),
        "no key": (tmp_path / "text.pem", "no Ed25519 private key"),
        "public": (tmp_path / "public.pem", "no Ed25519 private key"),
        "rsa": (tmp_path / "rsa.pem", "no Ed25519 private key"),
        "readable for others": (keys[0], "others may read the key"),
        "with the store": (tmp_path / "store" / "key.pem", "the key lies with the store"),
    }[case]
    rsa = generate_private_key(65537, 1024) if case == "rsa" else None
    content = {
        "no key": b"no key",
        "public": keys[1].read_bytes(),
        "rsa": rsa.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) if rsa else b"",
        "with the store": keys[0].read_bytes(),
    }.get(case)
    if content is not None:
        key.touch(0o600)
        key.write_bytes(content)
    if case == "readable for others":
        key.chmod(0o644)
    with pytest.raises(UsageError, match=cause) as refused:
        export_log(url, tmp_path / "log.jsonl", key)
    assert "PRIVATE" not in str(refused.value)
    assert not (tmp_path / "log.jsonl").exists()


def test_a_private_key_is_no_public_one(url: str, export: Path, keys: tuple[Path, Path]) -> None:
    with pytest.raises(UsageError, match="no Ed25519 public key"):
        verify(url, str(export), keys[0])
