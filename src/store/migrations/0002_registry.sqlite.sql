-- SPDX-License-Identifier: EUPL-1.2
-- The whole registry: users, registration, legal texts, consent, pictures, imports, services, statistics. Days are days since 1970-01-01,
-- instants (_us) microseconds UTC. Secrets (passwords, links, sessions, tokens) are kept as hashes only.

-- An organisation's life: more states than two, and what it says of itself. SQLite changes a CHECK only with the whole table.
CREATE TABLE organisation_new (
    id INTEGER PRIMARY KEY,
    identifier TEXT NOT NULL,
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 2),
    status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 3),
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    schac_home_organization TEXT,
    website TEXT,
    address_label TEXT,
    address_street_name TEXT,
    address_house_number TEXT,
    address_details TEXT,
    address_city_name TEXT,
    address_province TEXT,
    address_other_comments TEXT,
    address_x DOUBLE PRECISION,
    address_y DOUBLE PRECISION,
    main_color TEXT,
    secondary_color TEXT,
    contrast_color TEXT,
    new_logo_day INTEGER,
    shows_name INTEGER NOT NULL DEFAULT 0,
    legal_basis INTEGER NOT NULL DEFAULT 0 CHECK (legal_basis BETWEEN 0 AND 1),
    status_reason TEXT,
    created_at_us INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
);
INSERT INTO organisation_new (id, identifier, kind, status, name, country, schac_home_organization, website, address_label,
    address_street_name, address_house_number, address_details, address_city_name, address_province, address_other_comments, address_x,
    address_y, main_color, secondary_color, contrast_color, new_logo_day, shows_name, created_at_us, version)
SELECT id, identifier, kind, status, name, country, schac_home_organization, website, address_label,
    address_street_name, address_house_number, address_details, address_city_name, address_province, address_other_comments, address_x,
    address_y, main_color, secondary_color, contrast_color, new_logo_day, shows_name, created_at_us, version FROM organisation;
DROP TABLE organisation;
ALTER TABLE organisation_new RENAME TO organisation;
CREATE UNIQUE INDEX organisation_identifier ON organisation (identifier);

-- Logos of organisations, as pages show them; the name holds a hash of the content.
CREATE TABLE organisation_logo (
    organisation_id INTEGER PRIMARY KEY REFERENCES organisation (id),
    name TEXT NOT NULL,
    content BLOB NOT NULL
);
CREATE INDEX organisation_logo_name ON organisation_logo (name);

-- Persons to turn to at an organisation, by role.
CREATE TABLE contact (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    role INTEGER NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT,
    created_at_us INTEGER NOT NULL
);
CREATE INDEX contact_organisation ON contact (organisation_id);

-- Who asks to join, before there is an organisation.
CREATE TABLE registration (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    state INTEGER NOT NULL,
    identifier TEXT NOT NULL,
    kind INTEGER NOT NULL,
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    schac_home_organization TEXT,
    website TEXT,
    representative_name TEXT NOT NULL,
    representative_email TEXT NOT NULL,
    message TEXT,
    reason TEXT,
    organisation_id INTEGER REFERENCES organisation (id),
    created_at_us INTEGER NOT NULL,
    decided_at_us INTEGER,
    decided_by_id INTEGER REFERENCES account (id)
);
CREATE INDEX registration_state ON registration (state, id);
CREATE UNIQUE INDEX registration_waiting ON registration (identifier) WHERE state = 0;

-- Administrative users. "user" is a reserved word.
CREATE TABLE account (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    name TEXT NOT NULL,
    language TEXT,
    is_super INTEGER NOT NULL DEFAULT 0,
    password_hash TEXT,
    totp_secret BLOB, -- sealed with the router's key
    totp_last_step INTEGER, -- the step of the last code; NULL while the second factor is not confirmed
    created_at_us INTEGER NOT NULL,
    last_login_us INTEGER,
    disabled_at_us INTEGER,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX account_email_key ON account (email_key);

CREATE TABLE account_role (
    account_id INTEGER NOT NULL REFERENCES account (id),
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    role INTEGER NOT NULL,
    granted_at_us INTEGER NOT NULL,
    PRIMARY KEY (account_id, organisation_id, role)
) WITHOUT ROWID;
CREATE INDEX account_role_organisation ON account_role (organisation_id);

-- One-time links by mail: invitations, password resets, a student's access.
CREATE TABLE link (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB NOT NULL,
    purpose INTEGER NOT NULL,
    organisation_id INTEGER REFERENCES organisation (id),
    account_id INTEGER REFERENCES account (id),
    person_id INTEGER REFERENCES person (id),
    role INTEGER,
    email TEXT,
    created_at_us INTEGER NOT NULL,
    expires_at_us INTEGER NOT NULL,
    used_at_us INTEGER,
    revoked_at_us INTEGER
);
CREATE UNIQUE INDEX link_hash ON link (hash);
CREATE INDEX link_open ON link (expires_at_us) WHERE used_at_us IS NULL AND revoked_at_us IS NULL;
CREATE INDEX link_account ON link (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX link_person ON link (person_id) WHERE person_id IS NOT NULL;

-- What lets a user in once without his second factor.
CREATE TABLE recovery_code (
    account_id INTEGER NOT NULL REFERENCES account (id),
    hash BLOB NOT NULL,
    PRIMARY KEY (account_id, hash)
) WITHOUT ROWID;

-- Sessions of users in the console, by the hash of their cookie.
CREATE TABLE login (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account (id),
    second_factor INTEGER NOT NULL DEFAULT 0,
    created_at_us INTEGER NOT NULL,
    seen_at_us INTEGER NOT NULL,
    expires_at_us INTEGER NOT NULL
);
CREATE UNIQUE INDEX login_hash ON login (hash);
CREATE INDEX login_account ON login (account_id);

-- Failed logins, by a keyed hash of account, address or both; without failures: an address from which an account was let in.
CREATE TABLE login_failure (
    hash BLOB PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_at_us INTEGER NOT NULL
);

-- Rights of tokens: bits of enum token_scope; networks as CIDR blocks by comma, NULL for everywhere.
ALTER TABLE token ADD COLUMN scopes INTEGER NOT NULL DEFAULT 31;
ALTER TABLE token ADD COLUMN networks TEXT;
ALTER TABLE token ADD COLUMN last_used_at_us INTEGER;
ALTER TABLE token ADD COLUMN replaces_id INTEGER;

-- The legal documents of a version, by kind and language; legal_document is the version itself.
ALTER TABLE legal_document ADD COLUMN grace_until_day INTEGER;
CREATE TABLE legal_text (
    version INTEGER NOT NULL REFERENCES legal_document (version),
    kind INTEGER NOT NULL,
    language TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (version, kind, language)
) WITHOUT ROWID;
ALTER TABLE legal_acceptance ADD COLUMN account_id INTEGER REFERENCES account (id);
ALTER TABLE legal_acceptance ADD COLUMN language TEXT;
ALTER TABLE legal_acceptance ADD COLUMN hash BLOB;
ALTER TABLE legal_acceptance ADD COLUMN body TEXT; -- as it was shown, filled

-- What students are told, or agree to, by organisation, version and language.
CREATE TABLE consent_text (
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    version INTEGER NOT NULL,
    language TEXT NOT NULL,
    body TEXT NOT NULL,
    hash BLOB NOT NULL,
    published_at_us INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, version, language)
) WITHOUT ROWID;

-- A student's consent, or that the notice was given, for an enrolment.
CREATE TABLE consent (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    enrolment_id INTEGER NOT NULL REFERENCES enrolment (id),
    version INTEGER NOT NULL,
    language TEXT,
    how INTEGER NOT NULL,
    given_at_us INTEGER NOT NULL,
    withdrawn_at_us INTEGER
);
CREATE INDEX consent_enrolment ON consent (enrolment_id);

-- Whether the latest consent of the enrolment was withdrawn, so that reading a card costs no further look.
ALTER TABLE enrolment ADD COLUMN is_withdrawn INTEGER NOT NULL DEFAULT 0;

-- Former identifiers of a person, which nobody else can take. Who replaced it: NULL for the operator.
CREATE TABLE person_alias (
    esi_key TEXT PRIMARY KEY,
    esi TEXT NOT NULL,
    person_id INTEGER NOT NULL REFERENCES person (id),
    organisation_id INTEGER REFERENCES organisation (id),
    replaced_at_us INTEGER NOT NULL
);
CREATE INDEX person_alias_person ON person_alias (person_id);

-- The identifier that an organisation wants a person to have whom others have enrolled too: it is changed once all want the same.
CREATE TABLE identifier_wish (
    person_id INTEGER NOT NULL REFERENCES person (id),
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    esi_key TEXT NOT NULL,
    wished_at_us INTEGER NOT NULL,
    PRIMARY KEY (person_id, organisation_id)
) WITHOUT ROWID;

-- 200 x 300 JPEG of an enrolment.
CREATE TABLE picture (
    enrolment_id INTEGER PRIMARY KEY REFERENCES enrolment (id),
    jpeg BLOB NOT NULL,
    updated_at_us INTEGER NOT NULL
);

-- Imports of CSV files: what was asked and how far it is. The file itself lies in the import folder under `file`.
CREATE TABLE import (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    token_id INTEGER,
    account_id INTEGER,
    undo_token_id INTEGER,
    undo_account_id INTEGER,
    once TEXT,
    operation INTEGER NOT NULL,
    mode INTEGER NOT NULL,
    is_dry_run INTEGER NOT NULL DEFAULT 0,
    is_local INTEGER NOT NULL DEFAULT 0,
    state INTEGER NOT NULL,
    phase INTEGER NOT NULL DEFAULT 0,
    file TEXT,
    bytes INTEGER NOT NULL,
    columns INTEGER NOT NULL,
    separator INTEGER NOT NULL,
    row_done INTEGER NOT NULL DEFAULT 0,
    progress INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL DEFAULT 0,
    updated INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    left_rows INTEGER NOT NULL DEFAULT 0,
    started_id INTEGER,
    reason TEXT,
    reason_said TEXT,
    created_at_us INTEGER NOT NULL,
    ended_at_us INTEGER,
    forgotten_at_us INTEGER
);
CREATE INDEX import_organisation ON import (organisation_id, id);
CREATE UNIQUE INDEX import_once ON import (organisation_id, once) WHERE once IS NOT NULL;
CREATE INDEX import_file ON import (id) WHERE file IS NOT NULL;
CREATE INDEX import_state ON import (state, id);

-- What a row of an import did, to undo it: the act, what it touched and with which version it left that, and what was there before. The
-- person is named where the former values are personal, so that erasing the person erases them too.
CREATE TABLE import_row (
    import_id INTEGER NOT NULL REFERENCES import (id),
    row_number INTEGER NOT NULL,
    act INTEGER NOT NULL,
    card_id INTEGER,
    card_version INTEGER,
    enrolment_id INTEGER,
    enrolment_version INTEGER,
    person_id INTEGER,
    full_name TEXT,
    email TEXT,
    academic_level INTEGER,
    type INTEGER,
    status INTEGER,
    display_name TEXT,
    issued_day INTEGER,
    expires_day INTEGER,
    processor_id INTEGER,
    uid TEXT,
    PRIMARY KEY (import_id, row_number)
) WITHOUT ROWID;
CREATE INDEX import_row_person ON import_row (person_id) WHERE person_id IS NOT NULL;

-- Rows that were refused, as they stood, with why: in English, and as what can be said in any language. The person is named by the folded identifier, to be erased with the person.
CREATE TABLE import_error (
    import_id INTEGER NOT NULL REFERENCES import (id),
    row_number INTEGER NOT NULL,
    person_key TEXT,
    cells TEXT NOT NULL,
    reasons TEXT NOT NULL,
    said TEXT,
    PRIMARY KEY (import_id, row_number)
) WITHOUT ROWID;
CREATE INDEX import_error_person ON import_error (person_key) WHERE person_key IS NOT NULL;

-- Answers kept for a day under the key that a client gave, to give the same again. Key and request as hashes only, since both may hold
-- personal data; person_id is whose data the answer holds, so that it goes with the person.
CREATE TABLE idempotency (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organisation_id INTEGER NOT NULL,
    key_hash BLOB NOT NULL,
    request_hash BLOB NOT NULL,
    state INTEGER NOT NULL,
    status INTEGER NOT NULL,
    headers TEXT,
    person_id INTEGER,
    created_at_us INTEGER NOT NULL
);
CREATE UNIQUE INDEX idempotency_key ON idempotency (organisation_id, key_hash);
CREATE INDEX idempotency_created ON idempotency (created_at_us);
CREATE INDEX idempotency_person ON idempotency (person_id) WHERE person_id IS NOT NULL;
CREATE TABLE idempotency_part (
    idempotency_id INTEGER NOT NULL REFERENCES idempotency (id),
    part INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (idempotency_id, part)
) WITHOUT ROWID;

-- What leaves the router: mails and events. Written with the act that causes them, sent afterwards, tried again until it works. Events of
-- one object (a person) leave in their order.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind INTEGER NOT NULL,
    service_id INTEGER,
    object_id INTEGER,
    recipient TEXT,
    subject TEXT,
    body TEXT NOT NULL,
    created_at_us INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at_us INTEGER NOT NULL,
    failure TEXT
);
CREATE INDEX outbox_next ON outbox (next_at_us);
CREATE INDEX outbox_due ON outbox (service_id, next_at_us);
CREATE INDEX outbox_service ON outbox (service_id, id);
CREATE INDEX outbox_object ON outbox (service_id, object_id, id);

-- Services that an organisation has registered to be told of changes; the secret signs what they are sent.
CREATE TABLE remote_service (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    secret BLOB NOT NULL,
    events INTEGER NOT NULL,
    is_legacy INTEGER NOT NULL DEFAULT 0,
    created_at_us INTEGER NOT NULL,
    disabled_at_us INTEGER,
    last_success_us INTEGER,
    failures INTEGER NOT NULL DEFAULT 0,
    failure TEXT,
    given_up INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX remote_service_organisation ON remote_service (organisation_id);

-- Institutions that keep personal data themselves and answer GET {url}/{escn}.
CREATE TABLE self_hosted (
    organisation_id INTEGER PRIMARY KEY REFERENCES organisation (id),
    url TEXT NOT NULL,
    key BLOB NOT NULL,
    created_at_us INTEGER NOT NULL
);

-- The last write by an organisation's tokens, for "last synchronisation"; verifications by day.
CREATE TABLE synchronisation (
    organisation_id INTEGER PRIMARY KEY,
    last_at_us INTEGER NOT NULL
);
CREATE TABLE verification_count (
    organisation_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    verifications INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, day)
) WITHOUT ROWID;

-- What is active on a day: counts by the last day on which each counts (`slot`), by 32 such days (slot 1000000000 and the day's part
-- above), and over all days (slot 2147483647), so that what has ended is taken off the whole. Measures are those of enum tally_measure.
CREATE TABLE tally (
    slot INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL,
    measure INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, slot, measure, kind)
) WITHOUT ROWID;
INSERT INTO tally (slot, organisation_id, measure, kind, amount)
SELECT slot, organisation_id, measure, kind, COUNT(*) AS amount FROM (
    SELECT expires_day AS slot, issuer_id AS organisation_id, 1 AS measure, type AS kind FROM card WHERE deleted_at_us IS NULL AND status = 0
    UNION ALL
    SELECT c.expires_day, c.issuer_id, 2, e.academic_level FROM card c
    JOIN enrolment e ON e.person_id = c.person_id AND e.organisation_id = c.issuer_id WHERE c.deleted_at_us IS NULL AND c.status = 0
    UNION ALL
    SELECT MAX(expires_day), issuer_id, 3, 0 FROM card
    WHERE deleted_at_us IS NULL AND status = 0 AND person_id IS NOT NULL GROUP BY issuer_id, person_id
    UNION ALL
    SELECT MAX(expires_day), 0, 3, 0 FROM card WHERE deleted_at_us IS NULL AND status = 0 AND person_id IS NOT NULL GROUP BY person_id
    UNION ALL
    SELECT expires_day, issuer_id, 4, 0 FROM card WHERE deleted_at_us IS NULL AND status = 1
) AS one GROUP BY slot, organisation_id, measure, kind;
INSERT INTO tally (slot, organisation_id, measure, kind, amount)
SELECT 2147483647, organisation_id, measure, kind, SUM(amount) FROM tally GROUP BY organisation_id, measure, kind
UNION ALL SELECT 1000000000 + (slot >> 5), organisation_id, measure, kind, SUM(amount) FROM tally GROUP BY 1, 2, 3, 4;

-- What a person has that is active, by its last day: a card is counted without a look at the person's other cards.
DROP INDEX card_person;
CREATE INDEX card_person ON card (person_id, deleted_at_us, status, expires_day, issuer_id) WHERE person_id IS NOT NULL;

-- Cards by the month in which they were issued. Deleted cards stay counted.
CREATE TABLE issued (
    organisation_id INTEGER NOT NULL,
    year INTEGER NOT NULL,
    month INTEGER NOT NULL,
    cards INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, year, month)
) WITHOUT ROWID;
INSERT INTO issued (organisation_id, year, month, cards)
SELECT issuer_id, CAST(strftime('%Y', issued_day * 86400, 'unixepoch') AS INTEGER),
    CAST(strftime('%m', issued_day * 86400, 'unixepoch') AS INTEGER), COUNT(*) FROM card GROUP BY 1, 2, 3;

-- What clients of the API before V2 say of a student and of a card's chip.
ALTER TABLE enrolment ADD COLUMN expires_day INTEGER;
ALTER TABLE card ADD COLUMN uid TEXT;

-- How often the entries of a thousand places have changed: what is remembered of them is read again then.
ALTER TABLE list_bucket ADD COLUMN changes INTEGER NOT NULL DEFAULT 0;

-- Which user acted.
ALTER TABLE audit ADD COLUMN account_id INTEGER;

-- What was done with one person or card, among all that was done.
CREATE INDEX audit_object ON audit (object_id, id) WHERE object_id IS NOT NULL;

-- Services where the card of an organisation is accepted, for everybody to find.
CREATE TABLE offer (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    name TEXT NOT NULL,
    kind INTEGER NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL,
    link TEXT,
    version INTEGER NOT NULL
);
CREATE INDEX offer_organisation ON offer (organisation_id);
