-- Blocks: the number of invitations of each status in each section of a list. With them, a page far into a list is
-- found without reading everything before it (store/invitation_blocks.rs). A list is an organization's or the
-- instance's, in one order. Its first block starts before every possible value, so each invitation is in one block of
-- each list.
CREATE TABLE invitation_blocks (
    instance_id     TEXT NOT NULL,
    organization_id TEXT NOT NULL,        -- '' for the list of the instance
    ordered_by      TEXT NOT NULL,        -- created_at or email_address
    first_value     ANY NOT NULL,         -- the start of the block: a value of the ordering column
    first_seq       INTEGER NOT NULL,     -- and a row, for equal values
    pending         INTEGER NOT NULL DEFAULT 0,
    accepted        INTEGER NOT NULL DEFAULT 0,
    revoked         INTEGER NOT NULL DEFAULT 0,
    expired         INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (instance_id, organization_id, ordered_by, first_value, first_seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX invitation_blocks_too_large ON invitation_blocks (instance_id)
    WHERE pending + accepted + revoked + expired > 2048;

-- Lists leave out invitations of domains. An organization's first invitation creates the blocks of its lists.
CREATE TRIGGER invitation_added_to_blocks AFTER INSERT ON invitations WHEN NEW.domain_id IS NULL BEGIN
    INSERT INTO invitation_blocks (instance_id, organization_id, ordered_by, first_value, first_seq)
    SELECT NEW.instance_id, list.organization_id, list.ordered_by, list.first_value, 0 FROM (
        SELECT NEW.organization_id AS organization_id, 'created_at' AS ordered_by, -9223372036854775808 AS first_value
        UNION ALL SELECT NEW.organization_id, 'email_address', ''
        UNION ALL SELECT '', 'created_at', -9223372036854775808
        UNION ALL SELECT '', 'email_address', '') AS list
    WHERE NOT EXISTS (SELECT 1 FROM invitation_blocks
        WHERE instance_id = NEW.instance_id AND organization_id = NEW.organization_id)
    ON CONFLICT DO NOTHING;
    UPDATE invitation_blocks SET
        pending = pending + (NEW.status = 'pending'), accepted = accepted + (NEW.status = 'accepted'),
        revoked = revoked + (NEW.status = 'revoked'), expired = expired + (NEW.status = 'expired')
    FROM (
        SELECT NEW.organization_id AS organization_id, 'created_at' AS ordered_by, +NEW.created_at AS value
        UNION ALL SELECT NEW.organization_id, 'email_address', +NEW.email_address
        UNION ALL SELECT '', 'created_at', +NEW.created_at
        UNION ALL SELECT '', 'email_address', +NEW.email_address) AS place
    WHERE instance_id = NEW.instance_id AND invitation_blocks.organization_id = place.organization_id
      AND invitation_blocks.ordered_by = place.ordered_by AND (first_value, first_seq) = (SELECT first_value, first_seq FROM invitation_blocks AS block
        WHERE block.instance_id = NEW.instance_id AND block.organization_id = place.organization_id
          AND block.ordered_by = place.ordered_by AND (block.first_value, block.first_seq) <= (place.value, NEW.seq)
        ORDER BY block.first_value DESC, block.first_seq DESC LIMIT 1);
END;
CREATE TRIGGER invitation_changed_in_blocks AFTER UPDATE OF status ON invitations
WHEN NEW.status <> OLD.status AND NEW.domain_id IS NULL BEGIN
    UPDATE invitation_blocks SET
        pending = pending + (NEW.status = 'pending') - (OLD.status = 'pending'),
        accepted = accepted + (NEW.status = 'accepted') - (OLD.status = 'accepted'),
        revoked = revoked + (NEW.status = 'revoked') - (OLD.status = 'revoked'),
        expired = expired + (NEW.status = 'expired') - (OLD.status = 'expired')
    FROM (
        SELECT NEW.organization_id AS organization_id, 'created_at' AS ordered_by, +NEW.created_at AS value
        UNION ALL SELECT NEW.organization_id, 'email_address', +NEW.email_address
        UNION ALL SELECT '', 'created_at', +NEW.created_at
        UNION ALL SELECT '', 'email_address', +NEW.email_address) AS place
    WHERE instance_id = NEW.instance_id AND invitation_blocks.organization_id = place.organization_id
      AND invitation_blocks.ordered_by = place.ordered_by AND (first_value, first_seq) = (SELECT first_value, first_seq FROM invitation_blocks AS block
        WHERE block.instance_id = NEW.instance_id AND block.organization_id = place.organization_id
          AND block.ordered_by = place.ordered_by AND (block.first_value, block.first_seq) <= (place.value, NEW.seq)
        ORDER BY block.first_value DESC, block.first_seq DESC LIMIT 1);
END;
CREATE TRIGGER invitation_removed_from_blocks AFTER DELETE ON invitations WHEN OLD.domain_id IS NULL BEGIN
    UPDATE invitation_blocks SET
        pending = pending - (OLD.status = 'pending'), accepted = accepted - (OLD.status = 'accepted'),
        revoked = revoked - (OLD.status = 'revoked'), expired = expired - (OLD.status = 'expired')
    FROM (
        SELECT OLD.organization_id AS organization_id, 'created_at' AS ordered_by, +OLD.created_at AS value
        UNION ALL SELECT OLD.organization_id, 'email_address', +OLD.email_address
        UNION ALL SELECT '', 'created_at', +OLD.created_at
        UNION ALL SELECT '', 'email_address', +OLD.email_address) AS place
    WHERE instance_id = OLD.instance_id AND invitation_blocks.organization_id = place.organization_id
      AND invitation_blocks.ordered_by = place.ordered_by AND (first_value, first_seq) = (SELECT first_value, first_seq FROM invitation_blocks AS block
        WHERE block.instance_id = OLD.instance_id AND block.organization_id = place.organization_id
          AND block.ordered_by = place.ordered_by AND (block.first_value, block.first_seq) <= (place.value, OLD.seq)
        ORDER BY block.first_value DESC, block.first_seq DESC LIMIT 1);
END;
-- An invitation never changes its position in a list.
CREATE TRIGGER invitation_moved BEFORE UPDATE OF seq, organization_id, domain_id, email_address, created_at ON invitations
WHEN NEW.seq <> OLD.seq OR NEW.organization_id <> OLD.organization_id OR NEW.domain_id IS NOT OLD.domain_id
  OR NEW.email_address <> OLD.email_address OR NEW.created_at <> OLD.created_at BEGIN
    SELECT RAISE(ABORT, 'an invitation cannot be moved in its lists');
END;
CREATE TRIGGER organization_removed_from_blocks AFTER DELETE ON organizations BEGIN
    DELETE FROM invitation_blocks WHERE instance_id = OLD.instance_id AND organization_id = OLD.id;
END;

-- The existing invitations of each list become one block. The next write splits it.
INSERT INTO invitation_blocks
    SELECT instance_id, scope, ordered_by, first_value, 0, sum(status = 'pending'), sum(status = 'accepted'),
        sum(status = 'revoked'), sum(status = 'expired')
    FROM (SELECT instance_id, organization_id AS scope, status FROM invitations WHERE domain_id IS NULL
          UNION ALL SELECT instance_id, '', status FROM invitations WHERE domain_id IS NULL),
        (SELECT 'created_at' AS ordered_by, -9223372036854775808 AS first_value
         UNION ALL SELECT 'email_address', '')
    GROUP BY instance_id, scope, ordered_by;

-- Lists of members are ordered by columns of users. Memberships have copies of them, so that an index has the order.
ALTER TABLE users ADD COLUMN primary_email_address TEXT;
ALTER TABLE memberships ADD COLUMN user_email_address TEXT;
ALTER TABLE memberships ADD COLUMN user_first_name TEXT;
ALTER TABLE memberships ADD COLUMN user_last_name TEXT;
ALTER TABLE memberships ADD COLUMN user_username TEXT;
UPDATE users SET primary_email_address = (SELECT email_address FROM email_addresses AS address
    WHERE address.instance_id = users.instance_id AND address.id = users.primary_email_address_id);
UPDATE memberships SET (user_email_address, user_first_name, user_last_name, user_username) = (
    SELECT primary_email_address, first_name, last_name, username FROM users
    WHERE users.instance_id = memberships.instance_id AND users.id = memberships.user_id);
CREATE TRIGGER email_address_added AFTER INSERT ON email_addresses BEGIN
    UPDATE users SET primary_email_address = NEW.email_address
    WHERE instance_id = NEW.instance_id AND id = NEW.user_id AND primary_email_address_id = NEW.id;
END;
CREATE TRIGGER email_address_changed AFTER UPDATE OF email_address ON email_addresses BEGIN
    UPDATE users SET primary_email_address = NEW.email_address
    WHERE instance_id = NEW.instance_id AND id = NEW.user_id AND primary_email_address_id = NEW.id;
END;
CREATE TRIGGER email_address_removed AFTER DELETE ON email_addresses BEGIN
    UPDATE users SET primary_email_address = NULL
    WHERE instance_id = OLD.instance_id AND id = OLD.user_id AND primary_email_address_id = OLD.id;
END;
CREATE TRIGGER primary_email_address_changed AFTER UPDATE OF primary_email_address_id ON users
WHEN NEW.primary_email_address_id IS NOT OLD.primary_email_address_id BEGIN
    UPDATE users SET primary_email_address = (SELECT email_address FROM email_addresses AS address
        WHERE address.instance_id = NEW.instance_id AND address.id = NEW.primary_email_address_id)
    WHERE seq = NEW.seq;
END;
CREATE TRIGGER member_changed AFTER UPDATE OF primary_email_address, first_name, last_name, username ON users
WHEN NEW.primary_email_address IS NOT OLD.primary_email_address OR NEW.first_name IS NOT OLD.first_name
  OR NEW.last_name IS NOT OLD.last_name OR NEW.username IS NOT OLD.username BEGIN
    UPDATE memberships SET user_email_address = NEW.primary_email_address, user_first_name = NEW.first_name,
        user_last_name = NEW.last_name, user_username = NEW.username
    WHERE instance_id = NEW.instance_id AND user_id = NEW.id;
END;
CREATE TRIGGER member_added AFTER INSERT ON memberships BEGIN
    UPDATE memberships SET (user_email_address, user_first_name, user_last_name, user_username) = (
        SELECT primary_email_address, first_name, last_name, username FROM users
        WHERE users.instance_id = NEW.instance_id AND users.id = NEW.user_id)
    WHERE seq = NEW.seq;
END;
CREATE INDEX users_by_email_address ON users (instance_id, primary_email_address);
-- For orders in which all rows are equal.
CREATE INDEX memberships_of_organization ON memberships (instance_id, organization_id);
CREATE INDEX memberships_of_instance ON memberships (instance_id);
CREATE INDEX memberships_by_email_address ON memberships (instance_id, organization_id, user_email_address);
CREATE INDEX memberships_by_first_name ON memberships (instance_id, organization_id, user_first_name);
CREATE INDEX memberships_by_last_name ON memberships (instance_id, organization_id, user_last_name);
CREATE INDEX memberships_by_username ON memberships (instance_id, organization_id, user_username);
CREATE INDEX memberships_of_instance_by_email_address ON memberships (instance_id, user_email_address);
CREATE INDEX memberships_of_instance_by_first_name ON memberships (instance_id, user_first_name);
CREATE INDEX memberships_of_instance_by_last_name ON memberships (instance_id, user_last_name);
CREATE INDEX memberships_of_instance_by_username ON memberships (instance_id, user_username);

-- Indexes for orders that had none.
CREATE INDEX application_invitations_by_expiry ON application_invitations (instance_id, expires_at);
CREATE INDEX domains_of_instance_by_time ON domains (instance_id, created_at);
CREATE INDEX jwt_templates_of_instance ON jwt_templates (instance_id);
CREATE INDEX permissions_of_instance ON permissions (instance_id);
CREATE INDEX permissions_by_time ON permissions (instance_id, created_at);
CREATE INDEX permissions_by_name ON permissions (instance_id, name);
