-- The settings that changed since the instance was created. A reset discards them.
ALTER TABLE instances ADD COLUMN changed_settings TEXT NOT NULL DEFAULT '{}';

-- `fold` converts to lower case by Unicode's rules (model/fold.rs). SQLite's lower() only converts ASCII.
ALTER TABLE users ADD COLUMN username_folded TEXT;
UPDATE users SET username_folded = fold(username);

-- Metadata must be an object. Earlier versions stored the null of a PUT.
UPDATE users SET public_metadata = '{}' WHERE public_metadata = 'null';
UPDATE users SET private_metadata = '{}' WHERE private_metadata = 'null';
UPDATE users SET unsafe_metadata = '{}' WHERE unsafe_metadata = 'null';
UPDATE organizations SET public_metadata = '{}' WHERE public_metadata = 'null';
UPDATE organizations SET private_metadata = '{}' WHERE private_metadata = 'null';

-- Removes the logos of deleted organizations.
DELETE FROM images WHERE NOT EXISTS (
    SELECT 1 FROM organizations WHERE organizations.instance_id = images.instance_id
      AND organizations.id = images.owner_id);

-- A pending invitation of a user who is already a member becomes accepted.
UPDATE invitations SET status = 'accepted' WHERE status = 'pending' AND EXISTS (
    SELECT 1 FROM email_addresses AS address JOIN memberships
      ON memberships.instance_id = address.instance_id AND memberships.user_id = address.user_id
    WHERE address.instance_id = invitations.instance_id AND address.email_address = invitations.email_address
      AND memberships.organization_id = invitations.organization_id);

-- For lists that are ordered by the number of members.
ALTER TABLE organizations ADD COLUMN members_count INTEGER NOT NULL DEFAULT 0;
UPDATE organizations SET members_count = (
    SELECT count(*) FROM memberships WHERE memberships.instance_id = organizations.instance_id
      AND memberships.organization_id = organizations.id);

-- The numbers of rows of each kind, so that lists need not count rows. The triggers below update them in the
-- transaction of the change. `scope` is the id of the owner, or '' for the instance.
CREATE TABLE counters (
    instance_id TEXT NOT NULL,
    kind        TEXT NOT NULL,
    scope       TEXT NOT NULL,
    number      INTEGER NOT NULL,
    PRIMARY KEY (instance_id, kind, scope)
) STRICT, WITHOUT ROWID;

-- The kind of an invitation is its status, followed by ' of domain' if a domain created it. Lists leave those out.
CREATE TRIGGER invitation_added AFTER INSERT ON invitations BEGIN
    INSERT INTO counters VALUES
        (NEW.instance_id, NEW.status || iif(NEW.domain_id IS NULL, '', ' of domain'), NEW.organization_id, 1),
        (NEW.instance_id, NEW.status || iif(NEW.domain_id IS NULL, '', ' of domain'), '', 1)
    ON CONFLICT DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER invitation_changed AFTER UPDATE OF status, domain_id ON invitations
WHEN NEW.status <> OLD.status OR NEW.domain_id IS NOT OLD.domain_id BEGIN
    UPDATE counters SET number = number - 1
    WHERE instance_id = OLD.instance_id AND scope IN (OLD.organization_id, '')
      AND kind = OLD.status || iif(OLD.domain_id IS NULL, '', ' of domain');
    INSERT INTO counters VALUES
        (NEW.instance_id, NEW.status || iif(NEW.domain_id IS NULL, '', ' of domain'), NEW.organization_id, 1),
        (NEW.instance_id, NEW.status || iif(NEW.domain_id IS NULL, '', ' of domain'), '', 1)
    ON CONFLICT DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER invitation_removed AFTER DELETE ON invitations BEGIN
    UPDATE counters SET number = number - 1
    WHERE instance_id = OLD.instance_id AND scope IN (OLD.organization_id, '')
      AND kind = OLD.status || iif(OLD.domain_id IS NULL, '', ' of domain');
END;

-- A membership is counted for its organization, its user and the instance.
CREATE TRIGGER membership_added AFTER INSERT ON memberships BEGIN
    INSERT INTO counters VALUES
        (NEW.instance_id, 'memberships', NEW.organization_id, 1),
        (NEW.instance_id, 'memberships', NEW.user_id, 1),
        (NEW.instance_id, 'memberships', '', 1)
    ON CONFLICT DO UPDATE SET number = number + 1;
    UPDATE organizations SET members_count = members_count + 1
    WHERE instance_id = NEW.instance_id AND id = NEW.organization_id;
END;
CREATE TRIGGER membership_removed AFTER DELETE ON memberships BEGIN
    UPDATE counters SET number = number - 1
    WHERE instance_id = OLD.instance_id AND kind = 'memberships' AND scope IN (OLD.organization_id, OLD.user_id, '');
    UPDATE organizations SET members_count = members_count - 1
    WHERE instance_id = OLD.instance_id AND id = OLD.organization_id;
END;

CREATE TRIGGER user_added AFTER INSERT ON users BEGIN
    INSERT INTO counters VALUES (NEW.instance_id, 'users', '', 1)
    ON CONFLICT DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER user_removed AFTER DELETE ON users BEGIN
    UPDATE counters SET number = number - 1 WHERE instance_id = OLD.instance_id AND kind = 'users' AND scope = '';
    DELETE FROM counters WHERE instance_id = OLD.instance_id AND kind = 'memberships' AND scope = OLD.id;
END;
CREATE TRIGGER organization_added AFTER INSERT ON organizations BEGIN
    INSERT INTO counters VALUES (NEW.instance_id, 'organizations', '', 1)
    ON CONFLICT DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER organization_removed AFTER DELETE ON organizations BEGIN
    UPDATE counters SET number = number - 1
    WHERE instance_id = OLD.instance_id AND kind = 'organizations' AND scope = '';
    DELETE FROM counters WHERE instance_id = OLD.instance_id AND scope = OLD.id AND kind IN (
        'memberships', 'pending', 'accepted', 'revoked', 'expired',
        'pending of domain', 'accepted of domain', 'revoked of domain', 'expired of domain');
END;

INSERT INTO counters
    SELECT instance_id, status || iif(domain_id IS NULL, '', ' of domain') AS kind, organization_id, count(*)
    FROM invitations GROUP BY instance_id, kind, organization_id
    UNION ALL
    SELECT instance_id, status || iif(domain_id IS NULL, '', ' of domain') AS kind, '', count(*)
    FROM invitations GROUP BY instance_id, kind
    UNION ALL SELECT instance_id, 'memberships', organization_id, count(*) FROM memberships GROUP BY 1, 3
    UNION ALL SELECT instance_id, 'memberships', user_id, count(*) FROM memberships GROUP BY 1, 3
    UNION ALL SELECT instance_id, 'memberships', '', count(*) FROM memberships GROUP BY 1
    UNION ALL SELECT instance_id, 'users', '', count(*) FROM users GROUP BY 1
    UNION ALL SELECT instance_id, 'organizations', '', count(*) FROM organizations GROUP BY 1;

-- Before each read, expired invitations are stored as expired, or as pending again if the clock was moved back
-- (store/expiry.rs). The status is then a single value, so that an index can have the order of a list.
CREATE INDEX invitations_that_expire ON invitations (instance_id, expires_at) WHERE status = 'pending';
CREATE INDEX invitations_that_expired ON invitations (instance_id, expires_at) WHERE status = 'expired';

-- Every order in which the API lists invitations, of an organization or the instance, with any status or with one.
-- `seq` is the row id, so every index implicitly ends with it.
DROP INDEX invitations_counted;
DROP INDEX invitations_newest_first;
CREATE INDEX invitations_by_time ON invitations (instance_id, organization_id, created_at) WHERE domain_id IS NULL;
CREATE INDEX invitations_by_status ON invitations (instance_id, organization_id, status, created_at) WHERE domain_id IS NULL;
CREATE INDEX invitations_by_address ON invitations (instance_id, organization_id, email_address) WHERE domain_id IS NULL;
CREATE INDEX invitations_by_status_and_address ON invitations (instance_id, organization_id, status, email_address)
    WHERE domain_id IS NULL;
CREATE INDEX invitations_of_instance_by_time ON invitations (instance_id, created_at) WHERE domain_id IS NULL;
CREATE INDEX invitations_of_instance_by_status ON invitations (instance_id, status, created_at) WHERE domain_id IS NULL;
CREATE INDEX invitations_of_instance_by_address ON invitations (instance_id, email_address) WHERE domain_id IS NULL;
CREATE INDEX invitations_of_instance_by_status_and_address ON invitations (instance_id, status, email_address)
    WHERE domain_id IS NULL;
-- The invitations to one address, which are few. The other two are used when an organization or a domain is deleted.
DROP INDEX invitations_of_address;
CREATE INDEX invitations_of_address ON invitations (instance_id, email_address, created_at);
CREATE INDEX invitations_of_organization ON invitations (instance_id, organization_id);
CREATE INDEX invitations_of_domain ON invitations (instance_id, domain_id, status) WHERE domain_id IS NOT NULL;

CREATE INDEX memberships_by_time ON memberships (instance_id, organization_id, created_at);
CREATE INDEX memberships_by_role ON memberships (instance_id, organization_id, role, created_at);
CREATE INDEX memberships_of_instance_by_time ON memberships (instance_id, created_at);
DROP INDEX memberships_of_user;
CREATE INDEX memberships_of_user ON memberships (instance_id, user_id, created_at);

-- For orders in which all rows are equal, such as the phone number, which no user has.
CREATE INDEX users_of_instance ON users (instance_id);
CREATE INDEX users_by_created_at ON users (instance_id, created_at);
CREATE INDEX users_by_updated_at ON users (instance_id, updated_at);
CREATE INDEX users_by_first_name ON users (instance_id, first_name);
CREATE INDEX users_by_last_name ON users (instance_id, last_name);
CREATE INDEX users_by_username ON users (instance_id, username);
CREATE INDEX users_by_last_active_at ON users (instance_id, last_active_at);
CREATE INDEX users_by_last_sign_in_at ON users (instance_id, last_sign_in_at);
CREATE INDEX users_by_folded_username ON users (instance_id, username_folded);
CREATE INDEX users_by_external_id ON users (instance_id, external_id);
CREATE INDEX email_addresses_by_domain
    ON email_addresses (instance_id, substr(email_address, instr(email_address, '@') + 1));

CREATE INDEX organizations_by_time ON organizations (instance_id, created_at);
CREATE INDEX organizations_by_name ON organizations (instance_id, name);
CREATE INDEX organizations_by_members ON organizations (instance_id, members_count);
CREATE INDEX roles_by_time ON roles (instance_id, created_at);
CREATE INDEX roles_by_name ON roles (instance_id, name);
CREATE INDEX domains_by_time ON domains (instance_id, organization_id, created_at);
CREATE INDEX suggestions_by_time ON suggestions (instance_id, user_id, created_at);
CREATE INDEX membership_requests_by_time ON membership_requests (instance_id, organization_id, created_at);
CREATE INDEX sessions_by_time ON sessions (instance_id, created_at);
CREATE INDEX sessions_of_client_by_time ON sessions (instance_id, client_id, created_at);
CREATE INDEX sessions_of_user_by_time ON sessions (instance_id, user_id, created_at);
DROP INDEX suggestions_of_user;
DROP INDEX membership_requests_of_organization;
DROP INDEX sessions_of_client;
DROP INDEX sessions_of_user;

-- For deleting the rows of a client, a user or a domain.
CREATE INDEX dev_browsers_of_client ON dev_browsers (instance_id, client_id);
CREATE INDEX sign_ins_of_client ON sign_ins (instance_id, client_id);
CREATE INDEX sign_ins_of_user ON sign_ins (instance_id, user_id);
CREATE INDEX sign_ups_of_client ON sign_ups (instance_id, client_id);
CREATE INDEX suggestions_of_domain ON suggestions (instance_id, domain_id);
CREATE INDEX membership_requests_of_user ON membership_requests (instance_id, user_id);
CREATE INDEX role_permissions_of_permission ON role_permissions (instance_id, permission_key);
