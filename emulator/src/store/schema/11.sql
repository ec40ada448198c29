-- What a user may do without a program, and what a program keeps of a user.
ALTER TABLE users ADD COLUMN locale TEXT;
ALTER TABLE users ADD COLUMN delete_self_enabled INTEGER NOT NULL DEFAULT 1;
ALTER TABLE users ADD COLUMN create_organization_enabled INTEGER NOT NULL DEFAULT 1;
ALTER TABLE users ADD COLUMN create_organizations_limit INTEGER;  -- null and 0 are no limit
ALTER TABLE users ADD COLUMN legal_accepted_at INTEGER;
ALTER TABLE users ADD COLUMN bypass_client_trust INTEGER NOT NULL DEFAULT 0;
-- How many organizations a user has created is counted before each further one.
CREATE INDEX organizations_by_creator ON organizations (instance_id, created_by);
