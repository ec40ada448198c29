-- Locks, compromised passwords, second factors and images of users.
ALTER TABLE users ADD COLUMN locked_until INTEGER;             -- null without a lock
ALTER TABLE users ADD COLUMN password_compromised INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN totp_id TEXT;                     -- null without an authenticator app
ALTER TABLE users ADD COLUMN totp_secret TEXT;                 -- base32
ALTER TABLE users ADD COLUMN totp_created_at INTEGER;
ALTER TABLE users ADD COLUMN totp_verified_at INTEGER;         -- null until the app's first code is entered
ALTER TABLE users ADD COLUMN backup_codes TEXT NOT NULL DEFAULT '[]';  -- a JSON list of the unused codes
ALTER TABLE users ADD COLUMN mfa_enabled_at INTEGER;
ALTER TABLE users ADD COLUMN mfa_disabled_at INTEGER;
ALTER TABLE users ADD COLUMN image_updated_at INTEGER;         -- null without an uploaded image

-- Sign-ins that are waiting for the second factor.
ALTER TABLE sign_ins ADD COLUMN second_factor TEXT;            -- the verification, as in answers
ALTER TABLE sign_ins ADD COLUMN invited_to TEXT;               -- the organization of the used invitation
ALTER TABLE sessions ADD COLUMN has_second_factor INTEGER NOT NULL DEFAULT 0;

-- A code that a program requested, separate from the user's own. Each has an id and can be entered once.
CREATE TABLE email_verifications (
    seq              INTEGER PRIMARY KEY AUTOINCREMENT,
    instance_id      TEXT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    id               TEXT NOT NULL,
    email_address_id TEXT NOT NULL,
    user_id          TEXT NOT NULL,
    verified_at      INTEGER,             -- null until its code is entered
    expire_at        INTEGER NOT NULL,
    UNIQUE (instance_id, id),
    FOREIGN KEY (instance_id, user_id) REFERENCES users (instance_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX email_verifications_by_end ON email_verifications (instance_id, expire_at);
CREATE INDEX email_verifications_of_user ON email_verifications (instance_id, user_id);
