-- Law: of a registered text only keyed digests are kept, and only sealed; neither a text nor the ERP's id of it stands here.

-- Texts that were registered before can not be turned into digests here: they were sealed, and SQL has no key. They are destroyed, and
-- ``lost`` makes their tenants' calls fail closed until the texts have been registered again.
ALTER TABLE term_versions ADD COLUMN floor bigint NOT NULL DEFAULT 0;      -- changes up to it are not in term_changes any more
ALTER TABLE term_versions ADD COLUMN registered boolean NOT NULL DEFAULT false;  -- a registration of terms has been completed
ALTER TABLE term_versions ADD COLUMN watermark bigint NOT NULL DEFAULT 0;  -- the ERP's own count of its changes, as of the last registration
ALTER TABLE term_versions ADD COLUMN lost boolean NOT NULL DEFAULT false;
UPDATE term_versions SET version = version + 1, floor = version + 1,
    lost = EXISTS (SELECT FROM terms WHERE terms.tenant = term_versions.tenant AND terms.sealed IS NOT NULL);
DROP TABLE terms;

-- A page holds the entries whose ids' digests begin alike, so that one text is changed by rewriting one page, and a million are read in
-- some thousand rows. ``fanout`` is the number of pages, a power of two; it doubles as the shelf grows.
CREATE TABLE term_shelves (
    tenant text NOT NULL,
    shelf text NOT NULL CHECK (shelf IN ('term', 'provenance')),
    fanout integer NOT NULL,
    entries bigint NOT NULL,
    bytes bigint NOT NULL,
    PRIMARY KEY (tenant, shelf)
);
CREATE TABLE term_pages (
    tenant text NOT NULL,
    shelf text NOT NULL,
    fanout integer NOT NULL,
    page integer NOT NULL,
    version bigint NOT NULL,
    expires bigint NOT NULL,    -- UTC seconds of the first entry that ends; 4294967295 where none does
    sealed bytea NOT NULL,      -- bound to its row by its associated data
    PRIMARY KEY (tenant, shelf, fanout, page)
);
ALTER TABLE term_pages ALTER COLUMN sealed SET STORAGE EXTERNAL;  -- what is sealed can not be compressed

-- What a version took away and brought, for readers that have the one before. Gone once it is in everybody's index.
CREATE TABLE term_changes (
    tenant text NOT NULL,
    version bigint NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (tenant, version)
);
ALTER TABLE term_changes ALTER COLUMN sealed SET STORAGE EXTERNAL;

-- Processes that keep indexes in memory. One whose row is older than its lease asks the database before every use.
CREATE TABLE index_readers (
    reader text PRIMARY KEY,
    seen_at timestamptz NOT NULL
) WITH (fillfactor = 10);              -- updated every other second: leave room for in-page (HOT) updates

-- Says which tenant's texts changed, and to which version.
CREATE OR REPLACE FUNCTION terms_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR NEW.version <> OLD.version THEN
        PERFORM pg_notify('gateway_terms', NEW.version || ' ' || NEW.tenant);
    END IF;
    RETURN NULL;
END
$$;

-- What of a tenant's registration a call needs: see the registry's ``standing``.
ALTER TABLE tenants ADD COLUMN terms_required boolean NOT NULL DEFAULT false;
ALTER TABLE tenants ADD COLUMN terms_watermark bigint NOT NULL DEFAULT 0 CHECK (terms_watermark >= 0);
