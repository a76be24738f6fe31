"""Where recordings lie when that is not a folder of this machine: an object store, an SFTP server, a share."""
