CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE article (
	id INTEGER NOT NULL,
	source VARCHAR NOT NULL,
	"key" VARCHAR NOT NULL,
	url TEXT NOT NULL,
	title TEXT NOT NULL,
	author TEXT NOT NULL,
	byline TEXT,
	origin TEXT,
	categories JSON NOT NULL,
	published_at DATETIME NOT NULL,
	date_source VARCHAR NOT NULL,
	updated_at DATETIME,
	language VARCHAR,
	headimg TEXT NOT NULL,
	images JSON NOT NULL,
	keywords JSON NOT NULL,
	description TEXT,
	confidence FLOAT,
	provenance JSON NOT NULL,
	content_hash VARCHAR NOT NULL,
	text_hash VARCHAR NOT NULL,
	version INTEGER NOT NULL,
	first_fetched_at DATETIME NOT NULL,
	fetched_at DATETIME NOT NULL,
	withdrawn_at DATETIME,
	CONSTRAINT pk_article PRIMARY KEY (id)
);
CREATE INDEX ix_article_published ON article (published_at, id);
CREATE INDEX ix_article_source_published ON article (source, published_at, id);
CREATE INDEX ix_article_source_text ON article (source, text_hash);
CREATE UNIQUE INDEX uq_article_source_key ON article (source, "key");
CREATE INDEX ix_article_withdrawn ON article (published_at, id) WHERE withdrawn_at IS NOT NULL;
CREATE INDEX ix_article_source_withdrawn ON article (source, published_at, id) WHERE withdrawn_at IS NOT NULL;
CREATE TABLE listing (
	source VARCHAR NOT NULL,
	url VARCHAR NOT NULL,
	rules VARCHAR NOT NULL,
	etag TEXT,
	last_modified TEXT,
	walk_started_at DATETIME,
	read_at DATETIME,
	CONSTRAINT pk_listing PRIMARY KEY (source, url)
);
CREATE TABLE run (
	id INTEGER NOT NULL,
	source VARCHAR NOT NULL,
	state VARCHAR NOT NULL,
	"trigger" VARCHAR NOT NULL,
	holder VARCHAR NOT NULL,
	started_at DATETIME NOT NULL,
	finished_at DATETIME,
	error_kind VARCHAR,
	error TEXT,
	listings INTEGER NOT NULL,
	listings_unchanged INTEGER NOT NULL,
	found INTEGER NOT NULL,
	known INTEGER NOT NULL,
	new INTEGER NOT NULL,
	older INTEGER NOT NULL,
	resumed INTEGER NOT NULL,
	stored_new INTEGER NOT NULL,
	stored_changed INTEGER NOT NULL,
	stored_unchanged INTEGER NOT NULL,
	stored_duplicate INTEGER NOT NULL,
	rejected INTEGER NOT NULL,
	failed INTEGER NOT NULL,
	gone INTEGER NOT NULL,
	"left" INTEGER NOT NULL,
	requests INTEGER NOT NULL,
	bytes INTEGER NOT NULL,
	CONSTRAINT pk_run PRIMARY KEY (id)
);
CREATE INDEX ix_run_source ON run (source, id);
CREATE TABLE tombstone (
	source VARCHAR NOT NULL,
	kind VARCHAR NOT NULL,
	value VARCHAR NOT NULL,
	deleted_at DATETIME NOT NULL,
	CONSTRAINT pk_tombstone PRIMARY KEY (source, kind, value)
);
CREATE TABLE article_category (
	article_id INTEGER NOT NULL,
	category VARCHAR NOT NULL,
	position INTEGER NOT NULL,
	source VARCHAR NOT NULL,
	published_at DATETIME NOT NULL,
	CONSTRAINT pk_article_category PRIMARY KEY (article_id, category),
	CONSTRAINT fk_article_category_article_id FOREIGN KEY(article_id) REFERENCES article (id) ON DELETE CASCADE
);
CREATE INDEX ix_article_category_published ON article_category (category, published_at, article_id);
CREATE INDEX ix_article_category_source ON article_category (source, category, published_at, article_id);
CREATE TABLE article_url (
	"key" VARCHAR NOT NULL,
	source VARCHAR NOT NULL,
	url TEXT NOT NULL,
	article_id INTEGER NOT NULL,
	first_seen_at DATETIME NOT NULL,
	CONSTRAINT pk_article_url PRIMARY KEY ("key", source),
	CONSTRAINT fk_article_url_article_id FOREIGN KEY(article_id) REFERENCES article (id) ON DELETE CASCADE
);
CREATE INDEX ix_article_url_article ON article_url (article_id);
CREATE TABLE article_version (
	article_id INTEGER NOT NULL,
	number INTEGER NOT NULL,
	stored_at DATETIME NOT NULL,
	run_id INTEGER,
	title TEXT NOT NULL,
	byline TEXT,
	headimg TEXT NOT NULL,
	published_at DATETIME NOT NULL,
	updated_at DATETIME,
	content_hash VARCHAR NOT NULL,
	text_hash VARCHAR NOT NULL,
	body_text TEXT NOT NULL,
	body_html TEXT NOT NULL,
	CONSTRAINT pk_article_version PRIMARY KEY (article_id, number),
	CONSTRAINT fk_article_version_article_id FOREIGN KEY(article_id) REFERENCES article (id) ON DELETE CASCADE
);
CREATE TABLE entry (
	id INTEGER NOT NULL,
	source VARCHAR NOT NULL,
	"key" VARCHAR NOT NULL,
	url TEXT NOT NULL,
	title TEXT,
	published_at DATETIME,
	state VARCHAR NOT NULL,
	sort_at DATETIME NOT NULL,
	due_at DATETIME,
	attempts INTEGER NOT NULL,
	crashes INTEGER NOT NULL,
	run_id INTEGER,
	seen_run_id INTEGER,
	article_id INTEGER,
	error_kind VARCHAR,
	error TEXT,
	etag TEXT,
	last_modified TEXT,
	first_seen_at DATETIME NOT NULL,
	last_seen_at DATETIME NOT NULL,
	fetched_at DATETIME,
	CONSTRAINT pk_entry PRIMARY KEY (id),
	CONSTRAINT fk_entry_article_id FOREIGN KEY(article_id) REFERENCES article (id) ON DELETE SET NULL
);
CREATE INDEX ix_entry_article ON entry (article_id);
CREATE INDEX ix_entry_due ON entry (source, crashes, sort_at DESC, id) WHERE due_at IS NOT NULL;
CREATE INDEX ix_entry_leased ON entry (source) WHERE state = 'leased';
CREATE UNIQUE INDEX uq_entry_source_key ON entry (source, "key");
CREATE TABLE run_problem (
	run_id INTEGER NOT NULL,
	stage VARCHAR NOT NULL,
	kind VARCHAR NOT NULL,
	count INTEGER NOT NULL,
	example_url TEXT NOT NULL,
	message TEXT NOT NULL,
	CONSTRAINT pk_run_problem PRIMARY KEY (run_id, stage, kind),
	CONSTRAINT fk_run_problem_run_id FOREIGN KEY(run_id) REFERENCES run (id) ON DELETE CASCADE
);
CREATE TABLE entry_listing (
	entry_id INTEGER NOT NULL,
	listing_url VARCHAR NOT NULL,
	position INTEGER NOT NULL,
	channel VARCHAR NOT NULL,
	claim VARCHAR NOT NULL,
	first_seen_at DATETIME NOT NULL,
	CONSTRAINT pk_entry_listing PRIMARY KEY (entry_id, listing_url),
	CONSTRAINT fk_entry_listing_entry_id FOREIGN KEY(entry_id) REFERENCES entry (id) ON DELETE CASCADE
);
CREATE VIEW records AS
SELECT article.id, article.source, article.url, article.title, article.author,
       article.categories, article.published_at, article.updated_at, article.fetched_at,
       article.language, article.headimg, article_version.body_html, article_version.body_text,
       article.content_hash, article.version,
       CASE WHEN article.withdrawn_at IS NULL THEN 'current' ELSE 'withdrawn' END AS status
FROM article JOIN article_version
  ON article_version.article_id = article.id AND article_version.number = article.version;
CREATE TABLE search_document (
	article_id INTEGER NOT NULL,
	place INTEGER NOT NULL,
	version INTEGER NOT NULL,
	CONSTRAINT pk_search_document PRIMARY KEY (article_id),
	CONSTRAINT fk_search_document_article_id FOREIGN KEY(article_id) REFERENCES article (id)
);
CREATE UNIQUE INDEX uq_search_document_place ON search_document (place);
CREATE TABLE search_pending (
	article_id INTEGER NOT NULL,
	CONSTRAINT pk_search_pending PRIMARY KEY (article_id),
	CONSTRAINT fk_search_pending_article_id FOREIGN KEY(article_id) REFERENCES article (id) ON DELETE CASCADE
);
CREATE VIRTUAL TABLE search USING fts5(title, body, source, content='', tokenize='ascii');
CREATE TRIGGER search_new AFTER INSERT ON article BEGIN
    INSERT OR IGNORE INTO search_pending VALUES (new.id);
END;
CREATE TRIGGER search_changed AFTER UPDATE OF version ON article
WHEN old.version <> new.version BEGIN
    INSERT OR IGNORE INTO search_pending VALUES (new.id);
END;
CREATE TABLE export_mark (
	name VARCHAR NOT NULL,
	article_id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	status VARCHAR NOT NULL,
	CONSTRAINT pk_export_mark PRIMARY KEY (name, article_id),
	CONSTRAINT fk_export_mark_article_id FOREIGN KEY(article_id) REFERENCES article (id) ON DELETE CASCADE
);
CREATE INDEX ix_export_mark_article ON export_mark (article_id);
CREATE TABLE article_signature (
	article_id INTEGER NOT NULL,
	signature BLOB NOT NULL,
	CONSTRAINT pk_article_signature PRIMARY KEY (article_id),
	CONSTRAINT fk_article_signature_article_id FOREIGN KEY(article_id) REFERENCES article (id)
);
CREATE TABLE article_band (
	band BIGINT NOT NULL,
	article_id INTEGER NOT NULL,
	CONSTRAINT pk_article_band PRIMARY KEY (band, article_id)
)
 WITHOUT ROWID

;
CREATE TABLE article_story (
	article_id INTEGER NOT NULL,
	story_id INTEGER NOT NULL,
	CONSTRAINT pk_article_story PRIMARY KEY (article_id),
	CONSTRAINT fk_article_story_article_id FOREIGN KEY(article_id) REFERENCES article (id) ON DELETE CASCADE
);
CREATE INDEX ix_article_story_story ON article_story (story_id, article_id);
CREATE TABLE run_reading (
	run_id INTEGER NOT NULL,
	chars INTEGER NOT NULL,
	undated INTEGER NOT NULL,
	unillustrated INTEGER NOT NULL,
	unsigned INTEGER NOT NULL,
	late INTEGER NOT NULL,
	rest_until DATETIME,
	CONSTRAINT pk_run_reading PRIMARY KEY (run_id),
	CONSTRAINT fk_run_reading_run_id FOREIGN KEY(run_id) REFERENCES run (id) ON DELETE CASCADE
);
CREATE TABLE incident (
	id INTEGER NOT NULL,
	subject VARCHAR NOT NULL,
	state VARCHAR NOT NULL,
	since DATETIME NOT NULL,
	why TEXT NOT NULL,
	usual TEXT NOT NULL,
	opened_at DATETIME NOT NULL,
	told_at DATETIME,
	mended_at DATETIME,
	CONSTRAINT pk_incident PRIMARY KEY (id)
);
CREATE UNIQUE INDEX uq_incident_open ON incident (subject) WHERE mended_at IS NULL;
CREATE TABLE mute (
	source VARCHAR NOT NULL,
	since DATETIME NOT NULL,
	until DATETIME,
	CONSTRAINT pk_mute PRIMARY KEY (source)
);
CREATE TABLE news (
	id INTEGER NOT NULL,
	article_id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	decision VARCHAR NOT NULL,
	run_id INTEGER,
	stored_at DATETIME NOT NULL,
	CONSTRAINT pk_news PRIMARY KEY (id),
	CONSTRAINT fk_news_article_id FOREIGN KEY(article_id) REFERENCES article (id) ON DELETE CASCADE
);
CREATE INDEX ix_news_article ON news (article_id);
CREATE TABLE notice (
	id INTEGER NOT NULL,
	event VARCHAR NOT NULL,
	channel VARCHAR NOT NULL,
	topic VARCHAR NOT NULL,
	title TEXT NOT NULL,
	body TEXT NOT NULL,
	state VARCHAR NOT NULL,
	created_at DATETIME NOT NULL,
	due_at DATETIME,
	attempts INTEGER NOT NULL,
	error TEXT,
	ended_at DATETIME,
	CONSTRAINT pk_notice PRIMARY KEY (id)
);
CREATE UNIQUE INDEX uq_notice_event ON notice (event, channel);
CREATE INDEX ix_notice_due ON notice (channel, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX ix_notice_open ON notice (channel, state, created_at) WHERE state <> 'delivered';
CREATE TABLE backfill (
	id INTEGER NOT NULL,
	source VARCHAR NOT NULL,
	state VARCHAR NOT NULL,
	goal_pages INTEGER,
	goal_since DATETIME,
	per_day INTEGER,
	created_at DATETIME NOT NULL,
	updated_at DATETIME NOT NULL,
	finished_at DATETIME,
	next_at DATETIME,
	failures INTEGER NOT NULL,
	error_kind VARCHAR,
	error TEXT,
	after_run INTEGER NOT NULL,
	last_run INTEGER NOT NULL,
	CONSTRAINT pk_backfill PRIMARY KEY (id)
);
CREATE UNIQUE INDEX uq_backfill_open ON backfill (source) WHERE state IN ('running', 'paused', 'failed');
CREATE TABLE backfill_place (
	backfill_id INTEGER NOT NULL,
	listing_url VARCHAR NOT NULL,
	url TEXT NOT NULL,
	number INTEGER NOT NULL,
	ended BOOLEAN NOT NULL,
	latest DATETIME,
	CONSTRAINT pk_backfill_place PRIMARY KEY (backfill_id, listing_url),
	CONSTRAINT fk_backfill_place_backfill_id FOREIGN KEY(backfill_id) REFERENCES backfill (id) ON DELETE CASCADE
);
CREATE INDEX ix_entry_backfill ON entry (source, crashes, sort_at DESC, id) WHERE state = 'backfill';
CREATE TABLE shared_address (
	source VARCHAR NOT NULL,
	"key" VARCHAR NOT NULL,
	seen_at DATETIME NOT NULL,
	CONSTRAINT pk_shared_address PRIMARY KEY (source, "key")
);
CREATE TABLE raw_page (
	article_id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	part INTEGER NOT NULL,
	source VARCHAR NOT NULL,
	url TEXT NOT NULL,
	kept_at DATETIME NOT NULL,
	file VARCHAR NOT NULL,
	start INTEGER NOT NULL,
	length INTEGER NOT NULL,
	sha256 VARCHAR NOT NULL,
	CONSTRAINT pk_raw_page PRIMARY KEY (article_id, version, part),
	CONSTRAINT fk_raw_page_article_id_version FOREIGN KEY(article_id, version) REFERENCES article_version (article_id, number) ON DELETE CASCADE
);
CREATE INDEX ix_raw_page_source ON raw_page (source, kept_at);
CREATE INDEX ix_entry_run ON entry (run_id, id) WHERE error_kind IS NOT NULL;
CREATE TABLE backfill_part (
	backfill_id INTEGER NOT NULL,
	listing_url VARCHAR NOT NULL,
	"key" VARCHAR NOT NULL,
	url TEXT NOT NULL,
	CONSTRAINT pk_backfill_part PRIMARY KEY (backfill_id, listing_url, "key"),
	CONSTRAINT fk_backfill_part_backfill_id FOREIGN KEY(backfill_id) REFERENCES backfill (id) ON DELETE CASCADE
);
CREATE TABLE article_day (
	source VARCHAR NOT NULL,
	day DATE NOT NULL,
	records INTEGER NOT NULL,
	versions INTEGER NOT NULL,
	withdrawn INTEGER NOT NULL,
	CONSTRAINT pk_article_day PRIMARY KEY (source, day)
)
 WITHOUT ROWID

;
CREATE INDEX ix_article_day_day ON article_day (day, source);
CREATE TRIGGER day_new AFTER INSERT ON article BEGIN
    INSERT INTO article_day (source, day, records, versions, withdrawn)
    VALUES (new.source, substr(new.published_at, 1, 10), 1, new.version,
        new.withdrawn_at IS NOT NULL)
    ON CONFLICT (source, day) DO UPDATE SET records = records + 1,
        versions = versions + excluded.versions, withdrawn = withdrawn + excluded.withdrawn;
END;
CREATE TRIGGER day_gone AFTER DELETE ON article BEGIN
    UPDATE article_day SET records = records - 1, versions = versions - old.version,
        withdrawn = withdrawn - (old.withdrawn_at IS NOT NULL)
    WHERE source = old.source AND day = substr(old.published_at, 1, 10);
    DELETE FROM article_day
    WHERE source = old.source AND day = substr(old.published_at, 1, 10) AND records = 0;
END;
CREATE TRIGGER day_changed AFTER UPDATE OF source, published_at, version, withdrawn_at ON article
WHEN old.source <> new.source OR substr(old.published_at, 1, 10) <> substr(new.published_at, 1, 10)
    OR old.version <> new.version OR (old.withdrawn_at IS NULL) <> (new.withdrawn_at IS NULL)
BEGIN
    UPDATE article_day SET records = records - 1, versions = versions - old.version,
        withdrawn = withdrawn - (old.withdrawn_at IS NOT NULL)
    WHERE source = old.source AND day = substr(old.published_at, 1, 10);
    DELETE FROM article_day
    WHERE source = old.source AND day = substr(old.published_at, 1, 10) AND records = 0;

    INSERT INTO article_day (source, day, records, versions, withdrawn)
    VALUES (new.source, substr(new.published_at, 1, 10), 1, new.version,
        new.withdrawn_at IS NOT NULL)
    ON CONFLICT (source, day) DO UPDATE SET records = records + 1,
        versions = versions + excluded.versions, withdrawn = withdrawn + excluded.withdrawn;
END;
