-- Counts the mails of the outbox and their bytes. The oldest mails are removed when there are too many.
CREATE TRIGGER mail_added AFTER INSERT ON outbox BEGIN
    INSERT INTO counters VALUES
        (NEW.instance_id, 'mails', '', 1),
        (NEW.instance_id, 'bytes of mails', '',
         octet_length(NEW.recipient) + octet_length(NEW.subject) + octet_length(coalesce(NEW.link, '')) + octet_length(NEW.html))
    ON CONFLICT DO UPDATE SET number = number + excluded.number;
END;
CREATE TRIGGER mail_removed AFTER DELETE ON outbox BEGIN
    UPDATE counters SET number = number - 1 WHERE instance_id = OLD.instance_id AND kind = 'mails' AND scope = '';
    UPDATE counters SET number = number
        - octet_length(OLD.recipient) - octet_length(OLD.subject) - octet_length(coalesce(OLD.link, '')) - octet_length(OLD.html)
    WHERE instance_id = OLD.instance_id AND kind = 'bytes of mails' AND scope = '';
END;
INSERT INTO counters
    SELECT instance_id, 'mails', '', count(*) FROM outbox GROUP BY instance_id
    UNION ALL
    SELECT instance_id, 'bytes of mails', '', sum(
        octet_length(recipient) + octet_length(subject) + octet_length(coalesce(link, '')) + octet_length(html))
    FROM outbox GROUP BY instance_id;

-- The rows that store/purge.rs removes, in the order of their expiry.
CREATE INDEX codes_by_end ON codes (instance_id, expire_at);
CREATE INDEX sign_ins_by_end ON sign_ins (instance_id, abandon_at);
CREATE INDEX sign_ups_by_end ON sign_ups (instance_id, abandon_at);
CREATE INDEX sessions_by_end ON sessions
    (instance_id, iif(status = 'active', min(expire_at, abandon_at), updated_at));
CREATE INDEX dev_browsers_without_client ON dev_browsers (instance_id, created_at) WHERE client_id IS NULL;

-- A client is removed some time after its last session.
ALTER TABLE clients ADD COLUMN has_sessions INTEGER NOT NULL DEFAULT 0;
UPDATE clients SET has_sessions = EXISTS (
    SELECT 1 FROM sessions WHERE sessions.instance_id = clients.instance_id AND sessions.client_id = clients.id);
CREATE INDEX clients_without_session ON clients (instance_id, updated_at) WHERE has_sessions = 0;
CREATE TRIGGER session_added AFTER INSERT ON sessions BEGIN
    UPDATE clients SET has_sessions = 1 WHERE instance_id = NEW.instance_id AND id = NEW.client_id;
END;
CREATE TRIGGER session_removed AFTER DELETE ON sessions BEGIN
    UPDATE clients SET has_sessions = EXISTS (
        SELECT 1 FROM sessions WHERE instance_id = OLD.instance_id AND client_id = OLD.client_id)
    WHERE instance_id = OLD.instance_id AND id = OLD.client_id;
END;
