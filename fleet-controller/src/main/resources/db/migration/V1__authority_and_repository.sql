-- Times are ISO-8601 in UTC; hashes are 64 hexadecimal digits.

CREATE TABLE api_token (
  hash TEXT PRIMARY KEY,            -- SHA-256 of the token
  name TEXT NOT NULL,
  created TEXT NOT NULL
) STRICT;

CREATE TABLE enrolment_token (
  hash TEXT PRIMARY KEY,            -- SHA-256 of the secret
  device TEXT,                      -- the name it is bound to
  labels TEXT NOT NULL,             -- JSON object
  expires TEXT NOT NULL,
  used_by TEXT
) STRICT;

-- An enrolled device: the registry's own columns stand in its own table.
CREATE TABLE device_identity (
  device TEXT PRIMARY KEY,
  certificate TEXT NOT NULL,        -- SHA-256 of the DER form
  pem TEXT NOT NULL,
  content_key BLOB NOT NULL,        -- X25519, 32 bytes
  labels TEXT NOT NULL,             -- as its token gave them, JSON object
  enrolled TEXT NOT NULL
) STRICT;

-- TUF metadata in its exact bytes, by consistent-snapshot name; a row never changes, but timestamp.
CREATE TABLE metadata_file (
  name TEXT PRIMARY KEY,            -- 1.root.json, 4.targets.json, 9.snapshot.json, timestamp.json
  role TEXT NOT NULL,
  version INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE INDEX metadata_by_role ON metadata_file (role, version);

-- Manifests by target path and hash, in their exact bytes.
CREATE TABLE manifest (
  sha256 TEXT PRIMARY KEY,
  path TEXT NOT NULL,               -- vision/face-detector@1.4.0
  bytes BLOB NOT NULL
) STRICT;

-- Every blob that a release in the newest targets is made of; its index, where it has one.
CREATE TABLE release_blob (
  sha256 TEXT PRIMARY KEY,
  length INTEGER NOT NULL,
  index_sha256 TEXT
) STRICT;
