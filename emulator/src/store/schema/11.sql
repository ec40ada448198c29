-- What a user may do in the browser, and values that Clerk only stores.
ALTER TABLE users ADD COLUMN locale TEXT;
ALTER TABLE users ADD COLUMN delete_self_enabled INTEGER NOT NULL DEFAULT 1;
ALTER TABLE users ADD COLUMN create_organization_enabled INTEGER NOT NULL DEFAULT 1;
ALTER TABLE users ADD COLUMN create_organizations_limit INTEGER;  -- null and 0 mean no limit
ALTER TABLE users ADD COLUMN legal_accepted_at INTEGER;
ALTER TABLE users ADD COLUMN bypass_client_trust INTEGER NOT NULL DEFAULT 0;
-- The number of organizations that a user has created is checked before each new one.
CREATE INDEX organizations_by_creator ON organizations (instance_id, created_by);
