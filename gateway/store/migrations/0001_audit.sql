-- The audit log's tables. Law: leaves are only ever added; everything else here can be rebuilt from them.

CREATE TABLE log_state (
    log      integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    log_id   text    NOT NULL UNIQUE,  -- who writes it: one log per writing process
    origin   text    NOT NULL UNIQUE,  -- its name in checkpoints (C2SP tlog-checkpoint)
    epoch    bigint  NOT NULL,         -- counted up by each writer that opens it; an older writer can not commit any more
    size     bigint  NOT NULL,
    root     bytea   NOT NULL,
    stack    bytea   NOT NULL,         -- roots of the perfect subtrees, largest first, 32 bytes each
    open_low bigint  NOT NULL,         -- no intent below this index is open
    last_ms  bigint  NOT NULL          -- time of the last leaf
) WITH (fillfactor = 10);              -- updated with every commit: leave room for in-page (HOT) updates

CREATE TABLE log_leaf (
    log         integer NOT NULL,
    idx         bigint  NOT NULL,
    hash        bytea   NOT NULL,      -- RFC 6962 leaf hash of entry
    entry       bytea   NOT NULL,      -- canonical bytes; all columns below are copied from it for searching
    kind        text    NOT NULL,      -- intent, denial or completion
    transfer_id text    NOT NULL,
    at_ms       bigint  NOT NULL,
    tenant      text    NOT NULL,
    vendor      text    NOT NULL,      -- connector name, empty where unknown
    decision    text    NOT NULL,      -- permit, redact or deny; empty for completions
    intent_idx  bigint,                -- of completions
    PRIMARY KEY (log, idx)
);

CREATE INDEX log_leaf_transfer ON log_leaf (transfer_id);
CREATE INDEX log_leaf_newest ON log_leaf (at_ms, log, idx) WHERE kind <> 'completion';
CREATE INDEX log_leaf_tenant ON log_leaf (tenant, at_ms, log, idx) WHERE kind <> 'completion';

CREATE TABLE log_node (
    log   integer  NOT NULL,
    level smallint NOT NULL,           -- covers 256^level leaves (C2SP tlog-tiles)
    n     bigint   NOT NULL,
    hash  bytea    NOT NULL,
    PRIMARY KEY (log, level, n)
);

CREATE TABLE disclosure (
    log   integer NOT NULL,
    idx   bigint  NOT NULL,
    field text    NOT NULL,
    salt  bytea   NOT NULL,
    value bytea   NOT NULL,            -- personal; what the leaf's commitment opens to. Deleting the row is erasure
    PRIMARY KEY (log, idx, field)
);

CREATE INDEX disclosure_value ON disclosure USING hash (value);  -- hash: no limit to the length of a value

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only';
END
$$;

CREATE TRIGGER log_leaf_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_leaf
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
