-- Instances beside the default one may differ from it in settings.
ALTER TABLE instances ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';  -- by name; what is not in it is the process's
