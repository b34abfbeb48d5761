-- Law: who may do what, and the words that may not leave. No caller key and no term stands here readable;
-- a change announces itself in its own transaction, so that no writer can forget to.

-- One row: grows with every change of the tables below it; the snapshot carries it, decision caches are keyed by it.
CREATE TABLE registry_epoch (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    epoch bigint NOT NULL
);
INSERT INTO registry_epoch (epoch) VALUES (1);

CREATE TABLE tenants (
    tenant text PRIMARY KEY CHECK (length(tenant) BETWEEN 1 AND 64),
    region text NOT NULL CHECK (region ~ '^[A-Z]{2}$'),
    mode text NOT NULL DEFAULT 'strict' CHECK (mode IN ('strict', 'scan', 'observe'))
);

-- ``digest`` is BLAKE2b-256 of the key under a secret derived from the key-encryption key; the key itself is shown once and kept nowhere.
CREATE TABLE callers (
    caller text PRIMARY KEY CHECK (length(caller) BETWEEN 1 AND 64),
    digest bytea NOT NULL UNIQUE CHECK (length(digest) = 32),
    tenants text[] NOT NULL,
    purposes text[] NOT NULL CHECK (purposes <@ ARRAY['analytics', 'error_tracking', 'marketing', 'linked_service']),
    roles text[] NOT NULL CHECK (roles <@ ARRAY['egress', 'admin', 'auditor'])
);

-- ``purposes`` NULL: the connector's own. ``mode`` NULL: the tenant's. ``connector`` '*': every connector.
CREATE TABLE integrations (
    tenant text NOT NULL,
    connector text NOT NULL CHECK (length(connector) BETWEEN 1 AND 64),
    purposes text[] CHECK (purposes <@ ARRAY['analytics', 'error_tracking', 'marketing', 'linked_service']),
    mode text CHECK (mode IN ('strict', 'scan', 'observe')),
    enabled boolean NOT NULL,
    PRIMARY KEY (tenant, connector)
);

-- What "specifically authorized by you" means: who, what, to whom, until when, on whose word.
CREATE TABLE authorisations (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant text NOT NULL,
    connector text NOT NULL CHECK (length(connector) BETWEEN 1 AND 64),
    feature text NOT NULL CHECK (length(feature) BETWEEN 1 AND 64),
    categories text[] NOT NULL CHECK (array_to_string(categories, ',') ~ '^integro[.][a-z_]+(,integro[.][a-z_]+)*$'),
    reference text NOT NULL CHECK (length(reference) BETWEEN 1 AND 128),
    until_ms bigint,
    recorded_by text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant, connector, feature, reference)
);

-- Tenant-wide for now: the tenant vouches that every subject of its own consented.
CREATE TABLE consents (
    tenant text NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('analytics', 'error_tracking', 'marketing', 'linked_service')),
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, purpose)
);

CREATE FUNCTION registry_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE registry_epoch SET epoch = epoch + 1;
    PERFORM pg_notify('gateway_registry', '');
    RETURN NULL;
END
$$;

CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON tenants
FOR EACH STATEMENT EXECUTE FUNCTION registry_changed();
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON callers
FOR EACH STATEMENT EXECUTE FUNCTION registry_changed();
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON integrations
FOR EACH STATEMENT EXECUTE FUNCTION registry_changed();
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON authorisations
FOR EACH STATEMENT EXECUTE FUNCTION registry_changed();
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON consents
FOR EACH STATEMENT EXECUTE FUNCTION registry_changed();

-- One row a tenant: counts its changes of terms. Taking the next version locks the row until commit, so versions commit in order and
-- a reader that has seen version n has seen everything up to n.
CREATE TABLE term_versions (
    tenant text PRIMARY KEY,
    version bigint NOT NULL
);

-- ``shelf``: registered by the tenant, or known by where it came from. ``sealed`` is an envelope under the tenant's own key, bound to its
-- row by its associated data. A deleted term keeps its row without its text, so that other workers learn of the deletion.
CREATE TABLE terms (
    tenant text NOT NULL,
    shelf text NOT NULL CHECK (shelf IN ('term', 'provenance')),
    id text NOT NULL CHECK (length(id) BETWEEN 1 AND 200),
    kind text NOT NULL,
    origin text NOT NULL,
    sealed bytea,
    version bigint NOT NULL,
    PRIMARY KEY (tenant, shelf, id)
);
CREATE INDEX terms_by_version ON terms (tenant, version);

CREATE FUNCTION terms_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('gateway_terms', NEW.tenant);
    RETURN NULL;
END
$$;
CREATE TRIGGER changed AFTER INSERT OR UPDATE ON term_versions
FOR EACH ROW EXECUTE FUNCTION terms_changed();

-- Who did what on the admin interface. Written before the deed; ``status`` follows it. Names of routes and tenants, never what was sent.
CREATE TABLE admin_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    event text NOT NULL,
    caller text NOT NULL,
    tenant text NOT NULL,
    status smallint
);
CREATE INDEX admin_events_by_tenant ON admin_events (tenant, at);
