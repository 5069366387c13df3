-- SPDX-License-Identifier: EUPL-1.2
-- The first schema. Days are days since 1970-01-01, instants (_us) microseconds UTC, card numbers 16 bytes.

-- Facts about this database itself, such as what a sandbox has put in.
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- Grows with every change of organisations, mandates and legal documents, so that readers know when to read them again.
CREATE TABLE revision (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO revision (name, value) VALUES ('directory', 1);

CREATE TABLE organisation (
    id INTEGER PRIMARY KEY,
    identifier TEXT NOT NULL,
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 2),
    status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 1),
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
    created_at_us INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX organisation_identifier ON organisation (identifier);

CREATE TABLE mandate (
    id INTEGER PRIMARY KEY,
    issuer_id INTEGER NOT NULL REFERENCES organisation (id),
    processor_id INTEGER NOT NULL REFERENCES organisation (id),
    from_day INTEGER NOT NULL,
    until_day INTEGER,
    created_at_us INTEGER NOT NULL,
    withdrawn_at_us INTEGER
);
CREATE INDEX mandate_processor ON mandate (processor_id);
CREATE INDEX mandate_issuer ON mandate (issuer_id);

CREATE TABLE legal_document (
    version INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    published_at_us INTEGER NOT NULL
);

CREATE TABLE legal_acceptance (
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    version INTEGER NOT NULL REFERENCES legal_document (version),
    accepted_by TEXT NOT NULL,
    accepted_at_us INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, version)
) WITHOUT ROWID;

-- The secret is not kept, only its SHA-256.
CREATE TABLE token (
    id INTEGER PRIMARY KEY,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    name TEXT NOT NULL,
    hash BLOB NOT NULL,
    hint TEXT NOT NULL,
    created_at_us INTEGER NOT NULL,
    expires_at_us INTEGER,
    revoked_at_us INTEGER
);
CREATE UNIQUE INDEX token_hash ON token (hash);
CREATE INDEX token_organisation ON token (organisation_id);

-- The ids of persons and enrolments are never given again: the log of acts names them long after they are erased.
CREATE TABLE person (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    esi TEXT NOT NULL,
    esi_key TEXT NOT NULL,
    created_at_us INTEGER NOT NULL
);
CREATE UNIQUE INDEX person_esi_key ON person (esi_key);

CREATE TABLE enrolment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES person (id),
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    seq INTEGER NOT NULL,
    full_name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    email TEXT,
    academic_level INTEGER NOT NULL DEFAULT 0,
    has_picture INTEGER NOT NULL DEFAULT 0,
    created_at_us INTEGER NOT NULL,
    updated_at_us INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX enrolment_person ON enrolment (person_id, organisation_id);
CREATE UNIQUE INDEX enrolment_list ON enrolment (organisation_id, seq);

-- A deleted card keeps its row, so that its number is never given to another; an erased person leaves the number alone.
CREATE TABLE card (
    id INTEGER PRIMARY KEY,
    escn BLOB NOT NULL,
    person_id INTEGER REFERENCES person (id),
    issuer_id INTEGER NOT NULL REFERENCES organisation (id),
    processor_id INTEGER REFERENCES organisation (id),
    seq INTEGER NOT NULL,
    type INTEGER NOT NULL CHECK (type BETWEEN 0 AND 6),
    status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 1),
    display_name TEXT,
    issued_day INTEGER NOT NULL,
    expires_day INTEGER NOT NULL,
    created_at_us INTEGER NOT NULL,
    updated_at_us INTEGER NOT NULL,
    deleted_at_us INTEGER,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX card_escn ON card (escn);
CREATE UNIQUE INDEX card_list ON card (issuer_id, seq) WHERE deleted_at_us IS NULL;
CREATE INDEX card_person ON card (person_id) WHERE person_id IS NOT NULL;

-- How many entries a list of an organisation has (list 1: enrolments, 2: cards) and the next place in it.
CREATE TABLE list_head (
    organisation_id INTEGER NOT NULL,
    list INTEGER NOT NULL,
    next_seq INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, list)
) WITHOUT ROWID;

-- How many entries stand in each thousand places of a list: turns a page number into a place without reading what lies before.
CREATE TABLE list_bucket (
    organisation_id INTEGER NOT NULL,
    list INTEGER NOT NULL,
    bucket INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, list, bucket)
) WITHOUT ROWID;

-- Cards that are there, by organisation, year of issue, type and stored status.
CREATE TABLE counter (
    organisation_id INTEGER NOT NULL,
    year INTEGER NOT NULL,
    type INTEGER NOT NULL,
    status INTEGER NOT NULL,
    cards INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, year, type, status)
) WITHOUT ROWID;

-- The last time tick given to a card number; one row.
CREATE TABLE escn_sequence (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    last_tick INTEGER NOT NULL
);
INSERT INTO escn_sequence (id, last_tick) VALUES (1, 0);

-- Who did what. Holds no personal data: objects by their internal number, details name fields and non-personal values only.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at_us INTEGER NOT NULL,
    organisation_id INTEGER,
    actor_id INTEGER,
    token_id INTEGER,
    action INTEGER NOT NULL,
    object_id INTEGER,
    request_id TEXT,
    detail TEXT
);
CREATE INDEX audit_organisation ON audit (organisation_id, id);
