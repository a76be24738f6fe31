"""An exported log signed with a key that the store does not hold (Ed25519), and the signature checked.

The signature is over the file's bytes, so that OpenSSL checks it too:
openssl pkeyutl -verify -pubin -inkey PUBLIC.pem -rawin -in LOG.jsonl -sigfile LOG.jsonl.sig
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.errors import TingheError, UsageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_MAKE: Final = "Make one with: openssl genpkey -algorithm ed25519 -out KEY.pem"
_DERIVE: Final = "Derive it with: openssl pkey -in KEY.pem -pubout -out PUBLIC.pem"


def signature_path(export: Path) -> Path:
    """Where the signature of an exported log stands."""
    return export.with_name(f"{export.name}.sig")


def private_key(path: Path) -> "Ed25519PrivateKey":
    """The key in a PEM file without a passphrase.

    Raises:
        UsageError: it cannot be read, is readable for others, or holds no such key; the key is never quoted.
    """
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - costs start-up time
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - likewise
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415 - likewise

    text = _bytes(path, _MAKE)
    if path.stat().st_mode & 0o077:
        raise UsageError(path, "others may read the key", f"Run: chmod 600 {path}")
    try:
        key = load_pem_private_key(text, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(path, "holds no Ed25519 private key without a passphrase", _MAKE)
    return key


def public_key(path: Path) -> "Ed25519PublicKey":
    """The key in a PEM file.

    Raises:
        UsageError: it cannot be read or holds no such key.
    """
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - costs start-up time
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 - likewise
    from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415 - likewise

    try:
        key = load_pem_public_key(_bytes(path, _DERIVE))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise UsageError(path, "holds no Ed25519 public key", _DERIVE)
    return key


def is_signed(export: Path, key: "Ed25519PublicKey") -> bool:
    """Whether the signature beside an exported log is that of the key over the file as it stands.

    Raises:
        TingheError: there is no signature, or one of the two cannot be read.
    """
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - costs start-up time

    try:
        content, signature = export.read_bytes(), signature_path(export).read_bytes()
    except OSError as error:
        cause = f"the export or its signature cannot be read ({error.strerror})"
        raise TingheError(signature_path(export), cause, "Keep FILE and FILE.sig together.") from error
    try:
        key.verify(signature, content)
    except InvalidSignature:
        return False
    return True


def _bytes(path: Path, remedy: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(path, f"the key cannot be read ({error.strerror})", remedy) from error
