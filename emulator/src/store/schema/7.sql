-- Webhooks. The triggers below record what a write changes. The changes become messages before the write commits, and
-- are sent afterwards. So a message is stored if and only if its change is.

CREATE TABLE webhook_endpoints (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    instance_id TEXT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    id          TEXT NOT NULL,
    url         TEXT NOT NULL,
    secret      TEXT NOT NULL,            -- whsec_ and the base64 of the key
    created_at  INTEGER NOT NULL,
    UNIQUE (instance_id, id)
) STRICT;

-- Empty between writes.
CREATE TABLE webhook_changes (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    instance_id TEXT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    event       TEXT NOT NULL,            -- such as user.created
    object_id   TEXT NOT NULL,
    deleted_row TEXT                      -- the row of a deleted membership
) STRICT;
CREATE INDEX webhook_changes_of_instance ON webhook_changes (instance_id, seq);

CREATE TABLE webhook_messages (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    instance_id TEXT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    id          TEXT NOT NULL,
    event       TEXT NOT NULL,
    payload     TEXT NOT NULL,            -- as it is sent and signed
    created_at  INTEGER NOT NULL,
    UNIQUE (instance_id, id)
) STRICT;
CREATE INDEX webhook_messages_of_instance ON webhook_messages (instance_id, seq);

CREATE TABLE webhook_deliveries (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    instance_id TEXT NOT NULL,
    message_id  TEXT NOT NULL,
    endpoint_id TEXT NOT NULL,
    status      TEXT NOT NULL,            -- pending, delivered or failed
    attempts    INTEGER NOT NULL DEFAULT 0,
    due_at      INTEGER NOT NULL,         -- of the next attempt
    UNIQUE (instance_id, message_id, endpoint_id),
    FOREIGN KEY (instance_id, message_id) REFERENCES webhook_messages (instance_id, id) ON DELETE CASCADE,
    FOREIGN KEY (instance_id, endpoint_id) REFERENCES webhook_endpoints (instance_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX webhook_deliveries_pending ON webhook_deliveries (instance_id, endpoint_id, seq) WHERE status = 'pending';

CREATE TABLE webhook_attempts (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    instance_id TEXT NOT NULL,
    message_id  TEXT NOT NULL,
    endpoint_id TEXT NOT NULL,
    made_at     INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    status      INTEGER,                  -- of the answer; null without one
    error       TEXT,                     -- the reason if there was no answer
    FOREIGN KEY (instance_id, message_id, endpoint_id)
        REFERENCES webhook_deliveries (instance_id, message_id, endpoint_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX webhook_attempts_of_delivery ON webhook_attempts (instance_id, message_id, endpoint_id, seq);

CREATE TRIGGER user_created_event AFTER INSERT ON users
WHEN EXISTS (SELECT 1 FROM webhook_endpoints WHERE instance_id = NEW.instance_id) BEGIN
    INSERT INTO webhook_changes (instance_id, event, object_id) VALUES (NEW.instance_id, 'user.created', NEW.id);
END;
-- Not for last_sign_in_at and last_active_at, which every sign-in changes.
CREATE TRIGGER user_updated_event AFTER UPDATE OF first_name ON users
WHEN EXISTS (SELECT 1 FROM webhook_endpoints WHERE instance_id = NEW.instance_id) BEGIN
    INSERT INTO webhook_changes (instance_id, event, object_id) VALUES (NEW.instance_id, 'user.updated', NEW.id);
END;
CREATE TRIGGER user_deleted_event AFTER DELETE ON users
WHEN EXISTS (SELECT 1 FROM webhook_endpoints WHERE instance_id = OLD.instance_id) BEGIN
    INSERT INTO webhook_changes (instance_id, event, object_id) VALUES (OLD.instance_id, 'user.deleted', OLD.id);
END;

CREATE TRIGGER organization_created_event AFTER INSERT ON organizations
WHEN EXISTS (SELECT 1 FROM webhook_endpoints WHERE instance_id = NEW.instance_id) BEGIN
    INSERT INTO webhook_changes (instance_id, event, object_id)
    VALUES (NEW.instance_id, 'organization.created', NEW.id);
END;
CREATE TRIGGER organization_updated_event AFTER UPDATE OF name, updated_at ON organizations
WHEN EXISTS (SELECT 1 FROM webhook_endpoints WHERE instance_id = NEW.instance_id) BEGIN
    INSERT INTO webhook_changes (instance_id, event, object_id)
    VALUES (NEW.instance_id, 'organization.updated', NEW.id);
END;
CREATE TRIGGER organization_deleted_event AFTER DELETE ON organizations
WHEN EXISTS (SELECT 1 FROM webhook_endpoints WHERE instance_id = OLD.instance_id) BEGIN
    INSERT INTO webhook_changes (instance_id, event, object_id)
    VALUES (OLD.instance_id, 'organization.deleted', OLD.id);
END;

CREATE TRIGGER membership_created_event AFTER INSERT ON memberships
WHEN EXISTS (SELECT 1 FROM webhook_endpoints WHERE instance_id = NEW.instance_id) BEGIN
    INSERT INTO webhook_changes (instance_id, event, object_id)
    VALUES (NEW.instance_id, 'organizationMembership.created', NEW.id);
END;
CREATE TRIGGER membership_updated_event AFTER UPDATE OF role, public_metadata, private_metadata ON memberships
WHEN EXISTS (SELECT 1 FROM webhook_endpoints WHERE instance_id = NEW.instance_id) BEGIN
    INSERT INTO webhook_changes (instance_id, event, object_id)
    VALUES (NEW.instance_id, 'organizationMembership.updated', NEW.id);
END;
CREATE TRIGGER membership_deleted_event AFTER DELETE ON memberships
WHEN EXISTS (SELECT 1 FROM webhook_endpoints WHERE instance_id = OLD.instance_id) BEGIN
    INSERT INTO webhook_changes (instance_id, event, object_id, deleted_row)
    VALUES (OLD.instance_id, 'organizationMembership.deleted', OLD.id, json_object(
        'id', OLD.id, 'organization_id', OLD.organization_id, 'user_id', OLD.user_id, 'role', OLD.role,
        'public_metadata', json(OLD.public_metadata), 'private_metadata', json(OLD.private_metadata),
        'created_at', OLD.created_at, 'updated_at', OLD.updated_at));
END;

CREATE TRIGGER invitation_created_event AFTER INSERT ON invitations
WHEN NEW.status = 'pending'
 AND EXISTS (SELECT 1 FROM webhook_endpoints WHERE instance_id = NEW.instance_id) BEGIN
    INSERT INTO webhook_changes (instance_id, event, object_id)
    VALUES (NEW.instance_id, 'organizationInvitation.created', NEW.id);
END;
CREATE TRIGGER invitation_ended_event AFTER UPDATE OF status ON invitations
WHEN NEW.status <> OLD.status AND NEW.status IN ('accepted', 'revoked')
 AND EXISTS (SELECT 1 FROM webhook_endpoints WHERE instance_id = NEW.instance_id) BEGIN
    INSERT INTO webhook_changes (instance_id, event, object_id)
    VALUES (NEW.instance_id, 'organizationInvitation.' || NEW.status, NEW.id);
END;

CREATE TRIGGER session_created_event AFTER INSERT ON sessions
WHEN EXISTS (SELECT 1 FROM webhook_endpoints WHERE instance_id = NEW.instance_id) BEGIN
    INSERT INTO webhook_changes (instance_id, event, object_id)
    VALUES (NEW.instance_id, 'session.created', NEW.id);
END;
CREATE TRIGGER session_ended_event AFTER UPDATE OF status ON sessions
WHEN NEW.status <> OLD.status AND NEW.status IN ('ended', 'removed', 'revoked')
 AND EXISTS (SELECT 1 FROM webhook_endpoints WHERE instance_id = NEW.instance_id) BEGIN
    INSERT INTO webhook_changes (instance_id, event, object_id)
    VALUES (NEW.instance_id, 'session.' || NEW.status, NEW.id);
END;
