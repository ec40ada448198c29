-- Sign-in tokens and agent tasks. Each signs a user in once, by a link or a ticket.
CREATE TABLE sign_in_tokens (
    seq             INTEGER PRIMARY KEY AUTOINCREMENT,
    instance_id     TEXT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    id              TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    organization_id TEXT,                 -- the session starts in it; null for the default
    agent_id        TEXT,                 -- of an agent task; null for a sign-in token
    redirect_url    TEXT,                 -- of an agent task: the target of its link
    session_seconds INTEGER,              -- the lifetime of the session; null for the default
    status          TEXT NOT NULL,        -- pending, accepted or revoked
    expire_at       INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    UNIQUE (instance_id, id),
    FOREIGN KEY (instance_id, user_id) REFERENCES users (instance_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX sign_in_tokens_of_user ON sign_in_tokens (instance_id, user_id);
