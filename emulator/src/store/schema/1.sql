-- Times are Unix milliseconds. Metadata columns hold JSON objects. `seq` orders rows of the same millisecond.

CREATE TABLE instances (
    id            TEXT PRIMARY KEY,
    name          TEXT NOT NULL UNIQUE,   -- '' is the instance at '/', others live below '/i/<name>'
    frontend_api  TEXT NOT NULL,          -- the host inside the publishable key
    secret_key    TEXT NOT NULL UNIQUE,
    signing_key   BLOB NOT NULL,          -- RSA, PKCS#1 DER
    seed          TEXT NOT NULL,          -- the data that a reset restores
    created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE users (
    seq                      INTEGER PRIMARY KEY AUTOINCREMENT,
    instance_id              TEXT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    id                       TEXT NOT NULL,
    first_name               TEXT,
    last_name                TEXT,
    username                 TEXT,
    password_hash            TEXT,
    primary_email_address_id TEXT,
    external_id              TEXT,
    banned                   INTEGER NOT NULL DEFAULT 0,
    public_metadata          TEXT NOT NULL DEFAULT '{}',
    private_metadata         TEXT NOT NULL DEFAULT '{}',
    unsafe_metadata          TEXT NOT NULL DEFAULT '{}',
    last_sign_in_at          INTEGER,
    last_active_at           INTEGER,
    created_at               INTEGER NOT NULL,
    updated_at               INTEGER NOT NULL,
    UNIQUE (instance_id, id)
) STRICT;

CREATE TABLE email_addresses (
    seq           INTEGER PRIMARY KEY AUTOINCREMENT,
    instance_id   TEXT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    id            TEXT NOT NULL,
    user_id       TEXT NOT NULL,
    email_address TEXT NOT NULL,          -- lower case
    strategy      TEXT NOT NULL,          -- how it was verified: admin, ticket, email_code
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    UNIQUE (instance_id, id),
    UNIQUE (instance_id, email_address),
    FOREIGN KEY (instance_id, user_id) REFERENCES users (instance_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX email_addresses_of_user ON email_addresses (instance_id, user_id);

CREATE TABLE organizations (
    seq                     INTEGER PRIMARY KEY AUTOINCREMENT,
    instance_id             TEXT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    id                      TEXT NOT NULL,
    name                    TEXT NOT NULL,
    slug                    TEXT NOT NULL,
    created_by              TEXT,
    max_allowed_memberships INTEGER NOT NULL,  -- 0 means no limit
    admin_delete_enabled    INTEGER NOT NULL DEFAULT 1,
    public_metadata         TEXT NOT NULL DEFAULT '{}',
    private_metadata        TEXT NOT NULL DEFAULT '{}',
    created_at              INTEGER NOT NULL,
    updated_at              INTEGER NOT NULL,
    UNIQUE (instance_id, id),
    UNIQUE (instance_id, slug)
) STRICT;

CREATE TABLE roles (
    seq                 INTEGER PRIMARY KEY AUTOINCREMENT,
    instance_id         TEXT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    id                  TEXT NOT NULL,
    key                 TEXT NOT NULL,
    name                TEXT NOT NULL,
    description         TEXT NOT NULL,
    is_creator_eligible INTEGER NOT NULL,
    created_at          INTEGER NOT NULL,
    updated_at          INTEGER NOT NULL,
    UNIQUE (instance_id, id),
    UNIQUE (instance_id, key)
) STRICT;

CREATE TABLE permissions (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    instance_id TEXT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    id          TEXT NOT NULL,
    key         TEXT NOT NULL,
    name        TEXT NOT NULL,
    description TEXT NOT NULL,
    type        TEXT NOT NULL,             -- system or user
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    UNIQUE (instance_id, id),
    UNIQUE (instance_id, key)
) STRICT;

CREATE TABLE role_permissions (
    instance_id    TEXT NOT NULL,
    role_key       TEXT NOT NULL,
    permission_key TEXT NOT NULL,
    PRIMARY KEY (instance_id, role_key, permission_key),
    FOREIGN KEY (instance_id, role_key) REFERENCES roles (instance_id, key) ON DELETE CASCADE,
    FOREIGN KEY (instance_id, permission_key) REFERENCES permissions (instance_id, key) ON DELETE CASCADE
) STRICT;

CREATE TABLE memberships (
    seq              INTEGER PRIMARY KEY AUTOINCREMENT,
    instance_id      TEXT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    id               TEXT NOT NULL,
    organization_id  TEXT NOT NULL,
    user_id          TEXT NOT NULL,
    role             TEXT NOT NULL,
    public_metadata  TEXT NOT NULL DEFAULT '{}',
    private_metadata TEXT NOT NULL DEFAULT '{}',
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    UNIQUE (instance_id, id),
    UNIQUE (instance_id, organization_id, user_id),
    FOREIGN KEY (instance_id, organization_id) REFERENCES organizations (instance_id, id) ON DELETE CASCADE,
    FOREIGN KEY (instance_id, user_id) REFERENCES users (instance_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX memberships_of_user ON memberships (instance_id, user_id);

CREATE TABLE invitations (
    seq              INTEGER PRIMARY KEY AUTOINCREMENT,
    instance_id      TEXT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    id               TEXT NOT NULL,
    organization_id  TEXT NOT NULL,
    email_address    TEXT NOT NULL,        -- lower case
    role             TEXT NOT NULL,
    status           TEXT NOT NULL,        -- pending, accepted or revoked; 'expired' is derived from expires_at
    inviter_user_id  TEXT,
    redirect_url     TEXT,
    ticket           TEXT,                 -- the signed ticket of the accept link
    public_metadata  TEXT NOT NULL DEFAULT '{}',
    private_metadata TEXT NOT NULL DEFAULT '{}',
    expires_at       INTEGER,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    UNIQUE (instance_id, id),
    FOREIGN KEY (instance_id, organization_id) REFERENCES organizations (instance_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX invitations_newest_first ON invitations (instance_id, organization_id, created_at DESC, seq DESC);
CREATE INDEX invitations_of_address ON invitations (instance_id, email_address, organization_id);

CREATE TABLE clients (
    seq                          INTEGER PRIMARY KEY AUTOINCREMENT,
    instance_id                  TEXT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    id                           TEXT NOT NULL,
    token_hash                   BLOB NOT NULL,  -- SHA-256 of the cookie or native token
    last_active_session_id       TEXT,
    last_authentication_strategy TEXT,
    sign_in_id                   TEXT,           -- the unfinished attempt
    sign_up_id                   TEXT,
    created_at                   INTEGER NOT NULL,
    updated_at                   INTEGER NOT NULL,
    UNIQUE (instance_id, id),
    UNIQUE (instance_id, token_hash)
) STRICT;

CREATE TABLE dev_browsers (
    instance_id TEXT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    id          TEXT NOT NULL,
    client_id   TEXT,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (instance_id, id),
    FOREIGN KEY (instance_id, client_id) REFERENCES clients (instance_id, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE sessions (
    seq                         INTEGER PRIMARY KEY AUTOINCREMENT,
    instance_id                 TEXT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    id                          TEXT NOT NULL,
    client_id                   TEXT NOT NULL,
    user_id                     TEXT NOT NULL,
    status                      TEXT NOT NULL,  -- active, ended or removed; expired and abandoned are derived
    last_active_organization_id TEXT,
    last_active_at              INTEGER NOT NULL,
    expire_at                   INTEGER NOT NULL,
    abandon_at                  INTEGER NOT NULL,
    created_at                  INTEGER NOT NULL,
    updated_at                  INTEGER NOT NULL,
    UNIQUE (instance_id, id),
    FOREIGN KEY (instance_id, client_id) REFERENCES clients (instance_id, id) ON DELETE CASCADE,
    FOREIGN KEY (instance_id, user_id) REFERENCES users (instance_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX sessions_of_client ON sessions (instance_id, client_id);
CREATE INDEX sessions_of_user ON sessions (instance_id, user_id);

CREATE TABLE sign_ins (
    seq                 INTEGER PRIMARY KEY AUTOINCREMENT,
    instance_id         TEXT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    id                  TEXT NOT NULL,
    client_id           TEXT NOT NULL,
    user_id             TEXT,              -- null until the user is identified
    identifier          TEXT,
    status              TEXT NOT NULL,
    first_factor        TEXT,              -- JSON: the current verification, null before it starts
    created_session_id  TEXT,
    abandon_at          INTEGER NOT NULL,
    created_at          INTEGER NOT NULL,
    updated_at          INTEGER NOT NULL,
    UNIQUE (instance_id, id),
    FOREIGN KEY (instance_id, client_id) REFERENCES clients (instance_id, id) ON DELETE CASCADE,
    FOREIGN KEY (instance_id, user_id) REFERENCES users (instance_id, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE outbox (
    seq           INTEGER PRIMARY KEY AUTOINCREMENT,
    instance_id   TEXT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    recipient     TEXT NOT NULL,
    subject       TEXT NOT NULL,
    link          TEXT,
    invitation_id TEXT,
    html          TEXT NOT NULL,
    sent_at       INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_of_instance ON outbox (instance_id, seq);
