-- The settings, by name, in which an instance differs from the process.
ALTER TABLE instances ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';

-- A user in the seed document can have several addresses.
UPDATE instances SET seed = json_set(seed, '$.users', json((
    SELECT json_group_array(json_set(
        json_remove(value, '$.email_address', '$.email_address_id'),
        '$.email_addresses',
        json_array(json_object('id', value ->> 'email_address_id', 'email_address', value ->> 'email_address'))
    )) FROM json_each(seed, '$.users')
)));

-- Every list returns its total, and every new invitation needs the number of pending ones.
CREATE INDEX invitations_counted ON invitations (instance_id, organization_id, domain_id, status, expires_at);
