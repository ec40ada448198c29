-- Unverified addresses. They cannot be used to sign in, and several users may have the same one.
CREATE TABLE unverified_email_addresses (
    seq           INTEGER PRIMARY KEY AUTOINCREMENT,
    instance_id   TEXT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    id            TEXT NOT NULL,
    user_id       TEXT NOT NULL,
    email_address TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    UNIQUE (instance_id, id),
    UNIQUE (instance_id, user_id, email_address),
    FOREIGN KEY (instance_id, user_id) REFERENCES users (instance_id, id) ON DELETE CASCADE
) STRICT;

-- Invitations to the application, without an organization.
CREATE TABLE application_invitations (
    seq             INTEGER PRIMARY KEY AUTOINCREMENT,
    instance_id     TEXT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    id              TEXT NOT NULL,
    email_address   TEXT NOT NULL,
    status          TEXT NOT NULL,        -- pending, accepted or revoked; 'expired' is derived from expires_at
    redirect_url    TEXT,
    ticket          TEXT NOT NULL,        -- the signed ticket of the link
    public_metadata TEXT NOT NULL,
    expires_at      INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    UNIQUE (instance_id, id)
) STRICT;
CREATE INDEX application_invitations_by_time ON application_invitations (instance_id, created_at);
CREATE INDEX application_invitations_by_address ON application_invitations (instance_id, email_address);

CREATE TABLE jwt_templates (
    seq                INTEGER PRIMARY KEY AUTOINCREMENT,
    instance_id        TEXT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    id                 TEXT NOT NULL,
    name               TEXT NOT NULL,
    claims             TEXT NOT NULL,
    lifetime           INTEGER NOT NULL,  -- seconds
    allowed_clock_skew INTEGER NOT NULL,  -- seconds
    signing_algorithm  TEXT NOT NULL,
    signing_key        TEXT,              -- null for the instance's own key
    created_at         INTEGER NOT NULL,
    updated_at         INTEGER NOT NULL,
    UNIQUE (instance_id, id),
    UNIQUE (instance_id, name)
) STRICT;

-- Stores each address and domain in one spelling: `münchen.example` and its xn-- form are the same. If another row
-- already has that spelling, the row is not changed.
UPDATE OR IGNORE email_addresses SET email_address = fold_address(email_address);
UPDATE OR IGNORE invitations SET email_address = fold_address(email_address);
UPDATE OR IGNORE domains SET name = fold_domain(name);
