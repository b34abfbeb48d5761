-- Law: a data key stands here only wrapped, and what happened to it is written down beside it for good.

-- ``tenant`` '' is the installation itself. ``key_id`` stands in every envelope sealed under the key; ``kek_id`` names the
-- key-encryption key it is wrapped under, ``kek_version`` counts the rotations. A destroyed key leaves its row, without the key.
CREATE TABLE data_keys (
    tenant text NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    key_id text NOT NULL CHECK (length(key_id) BETWEEN 1 AND 255),
    kek_id text NOT NULL,
    kek_version integer NOT NULL CHECK (kek_version > 0),
    wrapped bytea,
    state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'destroyed')),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, version),
    CHECK ((state = 'active') = (wrapped IS NOT NULL))
);
CREATE UNIQUE INDEX data_keys_active ON data_keys (tenant) WHERE state = 'active';
CREATE INDEX data_keys_by_kek ON data_keys (kek_id, tenant) WHERE state = 'active';

-- A key that is destroyed is a change of the registry: every process forgets it at once.
CREATE TRIGGER changed AFTER UPDATE OF state ON data_keys FOR EACH STATEMENT EXECUTE FUNCTION registry_changed();

-- Evidence: which key was made, re-wrapped, destroyed, when and on whose word. Never a key.
CREATE TABLE key_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    event text NOT NULL CHECK (event IN ('created', 'carried', 'destroyed', 'rotation_begun', 'rotation_done', 'kek_destroyed')),
    tenant text NOT NULL DEFAULT '',
    key_id text NOT NULL DEFAULT '',
    kek_id text NOT NULL DEFAULT '',
    detail text NOT NULL DEFAULT ''
);

CREATE FUNCTION refuse_key_event_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what happened to a key stays written down';
END
$$;
CREATE TRIGGER key_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON key_events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_key_event_change();
