-- Sign-ups, mailed codes, organizations' domains, suggestions and membership requests, uploaded images.

CREATE TABLE sign_ups (
    seq                INTEGER PRIMARY KEY AUTOINCREMENT,
    instance_id        TEXT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    id                 TEXT NOT NULL,
    client_id          TEXT NOT NULL,
    email_address      TEXT,              -- lower case
    verified_by        TEXT,              -- how the address was verified: ticket or email_code; null before that
    first_name         TEXT,
    last_name          TEXT,
    password_hash      TEXT,
    unsafe_metadata    TEXT NOT NULL DEFAULT '{}',
    ticket             TEXT,              -- the invitation to accept when the sign-up completes
    created_session_id TEXT,
    created_user_id    TEXT,
    abandon_at         INTEGER NOT NULL,
    created_at         INTEGER NOT NULL,
    updated_at         INTEGER NOT NULL,
    UNIQUE (instance_id, id),
    FOREIGN KEY (instance_id, client_id) REFERENCES clients (instance_id, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE codes (
    instance_id   TEXT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    owner_id      TEXT NOT NULL,          -- the sign-in, sign-up or domain that the code verifies
    email_address TEXT NOT NULL,
    code          TEXT NOT NULL,
    attempts      INTEGER NOT NULL,       -- the number of wrong codes
    expire_at     INTEGER NOT NULL,
    PRIMARY KEY (instance_id, owner_id)
) STRICT;

CREATE TABLE domains (
    seq                       INTEGER PRIMARY KEY AUTOINCREMENT,
    instance_id               TEXT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    id                        TEXT NOT NULL,
    organization_id           TEXT NOT NULL,
    name                      TEXT NOT NULL,  -- lower case
    enrollment_mode           TEXT NOT NULL,
    affiliation_email_address TEXT,
    affiliation_verified_at   INTEGER,
    ownership_txt_value       TEXT,           -- null before the first challenge
    ownership_attempts        INTEGER NOT NULL DEFAULT 0,
    ownership_expire_at       INTEGER,
    ownership_verified_at     INTEGER,
    created_at                INTEGER NOT NULL,
    updated_at                INTEGER NOT NULL,
    UNIQUE (instance_id, id),
    UNIQUE (instance_id, organization_id, name),
    FOREIGN KEY (instance_id, organization_id) REFERENCES organizations (instance_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX domains_by_name ON domains (instance_id, name);

-- Suggestions to users, from verified domains in the mode automatic_suggestion. An accepted one requests a membership.
CREATE TABLE suggestions (
    seq             INTEGER PRIMARY KEY AUTOINCREMENT,
    instance_id     TEXT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    id              TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    domain_id       TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    status          TEXT NOT NULL,            -- pending or accepted
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    UNIQUE (instance_id, id),
    UNIQUE (instance_id, organization_id, user_id),
    FOREIGN KEY (instance_id, organization_id) REFERENCES organizations (instance_id, id) ON DELETE CASCADE,
    FOREIGN KEY (instance_id, domain_id) REFERENCES domains (instance_id, id) ON DELETE CASCADE,
    FOREIGN KEY (instance_id, user_id) REFERENCES users (instance_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX suggestions_of_user ON suggestions (instance_id, user_id);

CREATE TABLE membership_requests (
    seq             INTEGER PRIMARY KEY AUTOINCREMENT,
    instance_id     TEXT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    id              TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    status          TEXT NOT NULL,            -- pending, accepted or revoked
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    UNIQUE (instance_id, id),
    FOREIGN KEY (instance_id, organization_id) REFERENCES organizations (instance_id, id) ON DELETE CASCADE,
    FOREIGN KEY (instance_id, user_id) REFERENCES users (instance_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX membership_requests_of_organization ON membership_requests (instance_id, organization_id);

CREATE TABLE images (
    instance_id  TEXT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    owner_id     TEXT NOT NULL,               -- the organization whose logo it is
    content_type TEXT NOT NULL,
    bytes        BLOB NOT NULL,
    updated_at   INTEGER NOT NULL,
    PRIMARY KEY (instance_id, owner_id)
) STRICT;

-- The code in a mail.
ALTER TABLE outbox ADD COLUMN code TEXT;
-- The domain that created the invitation. Null if a person or the Backend API created it.
ALTER TABLE invitations ADD COLUMN domain_id TEXT;
