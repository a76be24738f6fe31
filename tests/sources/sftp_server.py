"""`python -m tests.sources.sftp_server PORT FOLDER`: an SFTP server with one user; its key is in FOLDER/known_hosts."""

import asyncio
import sys
from pathlib import Path

import asyncssh

from tests.sources.servers import PASSWORD, USER


class OneUser(asyncssh.SSHServer):
    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (USER, PASSWORD)


async def serve(port: int, folder: Path) -> None:
    kept = folder / "host_key"
    if not kept.exists():
        asyncssh.generate_private_key("ssh-ed25519").write_private_key(kept)
    key = asyncssh.read_private_key(kept)
    public = key.export_public_key().decode().split()
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {public[0]} {public[1]}\n", encoding="utf-8")
    await asyncssh.create_server(OneUser, "127.0.0.1", port, server_host_keys=[key], sftp_factory=asyncssh.SFTPServer)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
