-- Instances beside the default one may differ from it in settings: by name; what is not named is the process's.
ALTER TABLE instances ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';

-- In the seed document, a user may have several addresses.
UPDATE instances SET seed = json_set(seed, '$.users', json((
    SELECT json_group_array(json_set(
        json_remove(value, '$.email_address', '$.email_address_id'),
        '$.email_addresses',
        json_array(json_object('id', value ->> 'email_address_id', 'email_address', value ->> 'email_address'))
    )) FROM json_each(seed, '$.users')
)));

-- Every list tells how many there are in all, and every new invitation how many are pending.
CREATE INDEX invitations_counted ON invitations (instance_id, organization_id, domain_id, status, expires_at);
