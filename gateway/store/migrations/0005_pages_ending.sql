-- Law: what ends is found without looking at what does not.

CREATE INDEX term_pages_ending ON term_pages (tenant, expires) WHERE expires < 4294967295;
