-- Blocks of two sizes: each large block is a row of small ones. To find a page, large blocks are counted first, then
-- the small ones in the last large block, then the invitations in the last small one (store/invitation_blocks.rs).
DROP TRIGGER invitation_added_to_blocks;
DROP TRIGGER invitation_changed_in_blocks;
DROP TRIGGER invitation_removed_from_blocks;
DROP TABLE invitation_blocks;
CREATE TABLE invitation_blocks (
    instance_id     TEXT NOT NULL,
    organization_id TEXT NOT NULL,        -- '' for the list of the instance
    ordered_by      TEXT NOT NULL,        -- created_at or email_address
    level           INTEGER NOT NULL,     -- 0 for small blocks, 1 for large ones
    first_value     ANY NOT NULL,         -- the start of the block: a value of the ordering column
    first_seq       INTEGER NOT NULL,     -- and a row, for equal values
    pending         INTEGER NOT NULL DEFAULT 0,
    accepted        INTEGER NOT NULL DEFAULT 0,
    revoked         INTEGER NOT NULL DEFAULT 0,
    expired         INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (instance_id, organization_id, ordered_by, level, first_value, first_seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX invitation_blocks_too_large ON invitation_blocks (instance_id, level)
    WHERE pending + accepted + revoked + expired > 128 << (7 * level);

CREATE TRIGGER invitation_added_to_blocks AFTER INSERT ON invitations WHEN NEW.domain_id IS NULL BEGIN
    INSERT INTO invitation_blocks (instance_id, organization_id, ordered_by, level, first_value, first_seq)
    SELECT NEW.instance_id, list.organization_id, list.ordered_by, size.level, list.first_value, 0 FROM (
        SELECT NEW.organization_id AS organization_id, 'created_at' AS ordered_by, -9223372036854775808 AS first_value
        UNION ALL SELECT NEW.organization_id, 'email_address', ''
        UNION ALL SELECT '', 'created_at', -9223372036854775808
        UNION ALL SELECT '', 'email_address', '') AS list, (SELECT 0 AS level UNION ALL SELECT 1) AS size
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
        UNION ALL SELECT '', 'email_address', +NEW.email_address) AS place, (SELECT 0 AS level UNION ALL SELECT 1) AS size
    WHERE instance_id = NEW.instance_id AND invitation_blocks.organization_id = place.organization_id
      AND invitation_blocks.ordered_by = place.ordered_by AND invitation_blocks.level = size.level
      AND (first_value, first_seq) = (SELECT first_value, first_seq FROM invitation_blocks AS block
        WHERE block.instance_id = NEW.instance_id AND block.organization_id = place.organization_id
          AND block.ordered_by = place.ordered_by AND block.level = size.level
          AND (block.first_value, block.first_seq) <= (place.value, NEW.seq)
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
        UNION ALL SELECT '', 'email_address', +NEW.email_address) AS place, (SELECT 0 AS level UNION ALL SELECT 1) AS size
    WHERE instance_id = NEW.instance_id AND invitation_blocks.organization_id = place.organization_id
      AND invitation_blocks.ordered_by = place.ordered_by AND invitation_blocks.level = size.level
      AND (first_value, first_seq) = (SELECT first_value, first_seq FROM invitation_blocks AS block
        WHERE block.instance_id = NEW.instance_id AND block.organization_id = place.organization_id
          AND block.ordered_by = place.ordered_by AND block.level = size.level
          AND (block.first_value, block.first_seq) <= (place.value, NEW.seq)
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
        UNION ALL SELECT '', 'email_address', +OLD.email_address) AS place, (SELECT 0 AS level UNION ALL SELECT 1) AS size
    WHERE instance_id = OLD.instance_id AND invitation_blocks.organization_id = place.organization_id
      AND invitation_blocks.ordered_by = place.ordered_by AND invitation_blocks.level = size.level
      AND (first_value, first_seq) = (SELECT first_value, first_seq FROM invitation_blocks AS block
        WHERE block.instance_id = OLD.instance_id AND block.organization_id = place.organization_id
          AND block.ordered_by = place.ordered_by AND block.level = size.level
          AND (block.first_value, block.first_seq) <= (place.value, OLD.seq)
        ORDER BY block.first_value DESC, block.first_seq DESC LIMIT 1);
END;

-- The existing invitations of each list become one block of each size. The next write splits them.
INSERT INTO invitation_blocks
    SELECT instance_id, scope, ordered_by, level, first_value, 0, sum(status = 'pending'), sum(status = 'accepted'),
        sum(status = 'revoked'), sum(status = 'expired')
    FROM (SELECT instance_id, organization_id AS scope, status FROM invitations WHERE domain_id IS NULL
          UNION ALL SELECT instance_id, '', status FROM invitations WHERE domain_id IS NULL),
        (SELECT 'created_at' AS ordered_by, -9223372036854775808 AS first_value
         UNION ALL SELECT 'email_address', ''),
        (SELECT 0 AS level UNION ALL SELECT 1)
    GROUP BY instance_id, scope, ordered_by, level;
