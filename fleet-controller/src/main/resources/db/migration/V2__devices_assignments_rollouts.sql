-- Times are ISO-8601 in UTC; JSON columns hold what fleet-protocol writes.

-- What the fleet says; a row holds for one certificate and starts anew with another.
CREATE TABLE device (
  device TEXT PRIMARY KEY,
  certificate TEXT NOT NULL,        -- SHA-256 of the DER form, as in device_identity
  labels TEXT,                      -- JSON object; NULL while those of the enrolment hold
  online INTEGER NOT NULL DEFAULT 0,
  last_seen TEXT,
  sequence INTEGER NOT NULL DEFAULT 0,
  follows INTEGER NOT NULL DEFAULT 0,  -- the assignment's version, as last reported
  reported TEXT                     -- the newest ReportedState
) STRICT;

CREATE TABLE desired (
  device TEXT NOT NULL,
  model TEXT NOT NULL,
  release TEXT NOT NULL,
  parameters TEXT NOT NULL,         -- JSON object
  PRIMARY KEY (device, model)
) STRICT;

CREATE TABLE assignment (
  device TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  certificate TEXT NOT NULL,
  expires TEXT NOT NULL,
  envelope BLOB NOT NULL,
  published TEXT                    -- when the broker took it; NULL while it has not
) STRICT;
CREATE INDEX assignment_unpublished ON assignment (device) WHERE published IS NULL;

CREATE TABLE rollout (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  model TEXT NOT NULL,
  desired TEXT NOT NULL,            -- release and parameters
  selector TEXT NOT NULL,
  plan TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  wave INTEGER NOT NULL,            -- the newest that started; -1 before the first
  who TEXT NOT NULL,
  created TEXT NOT NULL,
  updated TEXT NOT NULL
) STRICT;
CREATE INDEX rollout_open ON rollout (number) WHERE state IN ('running', 'paused');

CREATE TABLE rollout_member (
  rollout INTEGER NOT NULL REFERENCES rollout (number),
  device TEXT NOT NULL,
  wave INTEGER NOT NULL,
  stage TEXT NOT NULL,
  reason TEXT NOT NULL,
  version INTEGER NOT NULL,         -- of the assignment given; 0 before
  started TEXT,
  before TEXT,                      -- release and parameters that it had; NULL for none
  returned INTEGER NOT NULL DEFAULT 0, -- whether it was given that back
  PRIMARY KEY (rollout, device)
) STRICT;

CREATE TABLE result (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  device TEXT NOT NULL,
  source TEXT NOT NULL,
  event_id TEXT NOT NULL,
  event TEXT NOT NULL,              -- the CloudEvent
  UNIQUE (device, source, event_id)
) STRICT;
CREATE INDEX result_by_device ON result (device, number);

CREATE TABLE audit (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  time TEXT NOT NULL,
  who TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL,
  hash TEXT NOT NULL                -- SHA-256 of the line before's hash and this line
) STRICT;
CREATE TRIGGER audit_only_grows BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit lines do not change'); END;
CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit lines stay'); END;
