/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/statements.h"

/* In the order in which the readers of a row take them. */
#define ORGANISATION_COLUMNS                                                                                                     \
    "id, identifier, kind, status, name, country, schac_home_organization, website, address_label, address_street_name, "        \
    "address_house_number, address_details, address_city_name, address_province, address_other_comments, address_x, address_y, " \
    "main_color, secondary_color, contrast_color, new_logo_day, shows_name, legal_basis, status_reason, version"
#define REGISTRATION_COLUMNS                                                                                                             \
    "id, state, identifier, kind, name, country, schac_home_organization, website, representative_name, representative_email, message, " \
    "reason, organisation_id, created_at_us, decided_at_us, decided_by_id"
#define LEGAL_TEXT_COLUMNS "kind, language, title, body"
#define MANDATE_COLUMNS "id, issuer_id, processor_id, from_day, until_day, created_at_us, withdrawn_at_us"
#define AUDIT_COLUMNS "id, at_us, organisation_id, actor_id, token_id, action, object_id, request_id, detail, account_id"
/* What a reader of the log may leave open is 0. */
#define AUDIT_FILTER \
    "id < $1 AND at_us >= $2 AND at_us < $3 AND ($4 = 0 OR action = $4) AND ($5 = 0 OR actor_id = $5) AND ($6 = 0 OR object_id = $6) "
#define CARD_COLUMNS \
    "id, escn, person_id, issuer_id, processor_id, seq, type, status, display_name, issued_day, expires_day, deleted_at_us, version, uid"
#define OUTBOX_COLUMNS "id, kind, service_id, object_id, recipient, subject, body, created_at_us, attempts"
/* Events of one object leave in their order. */
#define OUTBOX_OF_SERVICE                                                                                                        \
    "SELECT * FROM outbox o WHERE service_id = $4 AND NOT EXISTS (SELECT 1 FROM outbox b WHERE b.service_id = o.service_id AND " \
    "b.object_id = o.object_id AND b.id < o.id) "
#define OUTBOX_MAILS "SELECT * FROM outbox WHERE service_id IS NULL "
#define OUTBOX_TURN "ORDER BY next_at_us, id LIMIT $3"
#define SERVICE_COLUMNS                                                                                                              \
    "id, organisation_id, name, url, secret, events, is_legacy, created_at_us, disabled_at_us, last_success_us, failures, failure, " \
    "given_up"
#define CARD_YEAR "CAST(strftime('%Y', issued_day * 86400, 'unixepoch') AS INTEGER)" /* of issue */
#define CARD_MONTH "CAST(strftime('%m', issued_day * 86400, 'unixepoch') AS INTEGER)"

/* All that tallies count, from the cards: numbers as in enum tally_measure. */
#define TALLY_ROWS                                                                                                    \
    "SELECT slot, organisation_id, measure, kind, COUNT(*) AS amount FROM ( SELECT expires_day AS slot, issuer_id "   \
    "AS organisation_id, 1 AS measure, type AS kind FROM card WHERE deleted_at_us IS NULL AND status = 0 UNION ALL "  \
    "SELECT c.expires_day, c.issuer_id, 2, e.academic_level FROM card c JOIN enrolment e ON e.person_id = "           \
    "c.person_id AND e.organisation_id = c.issuer_id WHERE c.deleted_at_us IS NULL AND c.status = 0 UNION ALL "       \
    "SELECT MAX(expires_day), issuer_id, 3, 0 FROM card WHERE deleted_at_us IS NULL AND status = 0 AND person_id IS " \
    "NOT NULL GROUP BY issuer_id, person_id UNION ALL SELECT MAX(expires_day), 0, 3, 0 FROM card WHERE "              \
    "deleted_at_us IS NULL AND status = 0 AND person_id IS NOT NULL GROUP BY person_id UNION ALL SELECT "             \
    "expires_day, issuer_id, 4, 0 FROM card WHERE deleted_at_us IS NULL AND status = 1 ) AS one GROUP BY slot, "      \
    "organisation_id, measure, kind"
/* The sums of days, by 32 of them and over all, as they belong into the table beside the days. */
#define TALLY_SUMS                                                                                                   \
    "SELECT 2147483647 AS slot, organisation_id, measure, kind, SUM(amount) AS amount FROM tally WHERE slot < "      \
    "900000000 GROUP BY organisation_id, measure, kind UNION ALL SELECT 1000000000 + (slot >> 5), organisation_id, " \
    "measure, kind, SUM(amount) FROM tally WHERE slot < 900000000 GROUP BY 1, 2, 3, 4"
#define ENROLMENT_COLUMNS \
    "id, person_id, organisation_id, seq, full_name, name_key, email, academic_level, has_picture, version, expires_day, is_withdrawn"
#define LINK_COLUMNS \
    "id, purpose, organisation_id, account_id, person_id, role, email, created_at_us, expires_at_us, used_at_us, revoked_at_us"
#define IMPORT_COLUMNS                                                                                                                 \
    "id, organisation_id, token_id, operation, mode, is_dry_run, is_local, state, phase, file, bytes, columns, row_done, progress, "   \
    "created, updated, unchanged, failed, reason, created_at_us, ended_at_us, forgotten_at_us, separator, account_id, undo_token_id, " \
    "undo_account_id, left_rows, started_id, reason_said"
/* What is kept for the organisation $2, or for a processor, which may have kept it for that one; 0: whoever has kept it. */
#define KEPT_FOR "($2 = 0 OR organisation_id = $2 OR organisation_id IN (SELECT id FROM organisation WHERE kind = 2))"
#define ACCOUNT_COLUMNS                                                                                                          \
    "id, email, email_key, name, language, is_super, password_hash, totp_secret, totp_last_step, created_at_us, last_login_us, " \
    "disabled_at_us, version"
#define LOGIN_COLUMNS "id, account_id, second_factor, created_at_us, seen_at_us, expires_at_us"
#define TOKEN_COLUMNS                                                                                                   \
    "id, organisation_id, name, hint, created_at_us, expires_at_us, revoked_at_us, scopes, networks, last_used_at_us, " \
    "replaces_id"

static const struct db_statement statements[STORE_STATEMENT_COUNT] = {
    [ACCOUNTS_COUNT_SUPER] = {{"SELECT COUNT(*) FROM account WHERE is_super = 1 AND disabled_at_us IS NULL"}},
    [ACCOUNTS_FIND_BY_EMAIL] = {{"SELECT " ACCOUNT_COLUMNS " FROM account WHERE email_key = $1"}},
    [ACCOUNTS_GET] = {{"SELECT " ACCOUNT_COLUMNS " FROM account WHERE id = $1"}},
    [ACCOUNTS_INSERT] = {{"INSERT INTO account (email, email_key, name, language, is_super, password_hash, created_at_us) "
                          "VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"}},
    [ACCOUNTS_LIST] = {{"SELECT " ACCOUNT_COLUMNS " FROM account WHERE $1 = 0 OR EXISTS "
                        "(SELECT 1 FROM account_role r WHERE r.account_id = account.id AND r.organisation_id = $1) ORDER BY id"}},
    [ACCOUNTS_UPDATE] = {{"UPDATE account SET email = $3, email_key = $4, name = $5, language = $6, is_super = $7, password_hash = $8, "
                          "totp_secret = $9, totp_last_step = $10, last_login_us = $11, disabled_at_us = $12, version = version + 1 "
                          "WHERE id = $1 AND version = $2"}},
    [ALIASES_DELETE] = {{"DELETE FROM person_alias WHERE esi_key = $1"}},
    [ALIASES_DELETE_BY_PERSON] = {{"DELETE FROM person_alias WHERE person_id = $1"}},
    [ALIASES_INSERT] =
        {{"INSERT INTO person_alias (esi_key, esi, person_id, organisation_id, replaced_at_us) VALUES ($1, $2, $3, $4, $5)"}},
    [ALIASES_LIST_BY_PERSON] = {{"SELECT esi, replaced_at_us FROM person_alias WHERE person_id = $1 ORDER BY replaced_at_us, esi_key"}},
    [ANSWERS_ADD_PART] = {{"INSERT INTO idempotency_part (idempotency_id, part, data) VALUES ($1, $2, $3)"}},
    [ANSWERS_ERASE] = {{"UPDATE idempotency SET state = $3, headers = NULL, person_id = NULL WHERE person_id = $1 AND " KEPT_FOR}},
    [ANSWERS_ERASE_PARTS] =
        {{"DELETE FROM idempotency_part WHERE idempotency_id IN (SELECT id FROM idempotency WHERE person_id = $1 AND " KEPT_FOR ")"}},
    [ANSWERS_EXPIRE] = {{"DELETE FROM idempotency WHERE id IN "
                         "(SELECT id FROM idempotency WHERE created_at_us <= $1 ORDER BY created_at_us, id LIMIT $2)"}},
    [ANSWERS_EXPIRE_PARTS] = {{"DELETE FROM idempotency_part WHERE idempotency_id IN "
                               "(SELECT id FROM idempotency WHERE created_at_us <= $1 ORDER BY created_at_us, id LIMIT $2)"}},
    [ANSWERS_FIND] = {{"SELECT id, request_hash, state, status, headers, person_id, created_at_us FROM idempotency "
                       "WHERE organisation_id = $1 AND key_hash = $2"}},
    [ANSWERS_FINISH] = {{"UPDATE idempotency SET state = $2, status = $3, headers = $4 WHERE id = $1"}},
    [ANSWERS_GET_PART] = {{"SELECT data FROM idempotency_part WHERE idempotency_id = $1 AND part = $2"}},
    [ANSWERS_INSERT] = {{"INSERT INTO idempotency (organisation_id, key_hash, request_hash, state, status, headers, person_id, "
                         "created_at_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id"}},
    [AUDITS_INSERT] = {{"INSERT INTO audit (at_us, organisation_id, actor_id, token_id, action, object_id, request_id, detail, "
                        "account_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"}},
    [AUDITS_LIST] = {{"SELECT " AUDIT_COLUMNS " FROM audit WHERE " AUDIT_FILTER "ORDER BY id DESC LIMIT $7"}},
    [AUDITS_LIST_OF] = {{"SELECT " AUDIT_COLUMNS " FROM audit WHERE organisation_id = $8 AND " AUDIT_FILTER "ORDER BY id DESC LIMIT $7"}},
    [AUDITS_LIST_OF_CARD] = {{"SELECT " AUDIT_COLUMNS " FROM audit WHERE object_id = $2 AND organisation_id = $1 "
                              "AND action IN (10, 11, 12, 13, 130) ORDER BY id DESC LIMIT $3"}},
    [AUDITS_LIST_OF_HOLDER] = {{"SELECT " AUDIT_COLUMNS " FROM audit WHERE object_id IN (SELECT $2 UNION SELECT id FROM card WHERE "
                                "person_id = $2 UNION SELECT id FROM link WHERE person_id = $2) AND organisation_id = $1 AND ("
                                "action IN (1, 2, 3, 60, 61, 120, 121, 123, 124, 126, 127, 129) AND object_id = $2 "
                                "OR action IN (10, 11, 12, 13, 130) AND object_id IN (SELECT id FROM card WHERE person_id = $2) "
                                "OR action IN (32, 33) AND object_id IN (SELECT id FROM link WHERE person_id = $2)) "
                                "ORDER BY id DESC LIMIT $3"}},
    [AUDITS_LIST_OF_OBJECT] = {{"SELECT " AUDIT_COLUMNS " FROM audit WHERE object_id = $6 AND ($8 = 0 OR organisation_id = $8) "
                                "AND " AUDIT_FILTER "ORDER BY id DESC LIMIT $7"}},
    /* 1 to 4, 120 to 129: of persons; 32, 33: of links; 10 to 13, 130: of cards; 131: of whole lists. */
    [AUDITS_LIST_OF_PERSON] =
        {{"SELECT " AUDIT_COLUMNS " FROM audit WHERE organisation_id = $1 AND (action = 131 AND at_us >= $3 "
          "OR action IN (1, 2, 3, 60, 61, 120, 121, 123, 124, 126, 127, 129) AND object_id = $2 "
          "OR action IN (10, 11, 12, 13, 130) AND object_id IN (SELECT id FROM card WHERE person_id = $2)) ORDER BY id DESC LIMIT $4"}},
    [CARDS_FORGET_HOLDER] = {{"UPDATE card SET person_id = NULL, version = version + 1 WHERE person_id = $1 AND issuer_id = $2"}},
    [CARDS_FORGET_PERSON] = {{"UPDATE card SET person_id = NULL, version = version + 1 WHERE person_id = $1"}},
    [CARDS_GET] = {{"SELECT " CARD_COLUMNS " FROM card WHERE id = $1"}},
    [CARDS_GET_BY_NUMBER] = {{"SELECT " CARD_COLUMNS " FROM card WHERE escn = $1"}},
    [CARDS_INSERT] = {{"INSERT INTO card (escn, person_id, issuer_id, processor_id, seq, type, status, display_name, issued_day, "
                       "expires_day, created_at_us, updated_at_us, uid) "
                       "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12)"}},
    [CARDS_LIST_ALL_BY_PERSON] = {{"SELECT " CARD_COLUMNS " FROM card WHERE person_id = $1 AND issuer_id = $2 ORDER BY id DESC"}},
    [CARDS_LIST_BY_PERSON] = {{"SELECT " CARD_COLUMNS " FROM card WHERE person_id = $1 AND deleted_at_us IS NULL ORDER BY id DESC"}},
    [CARDS_LIST_FROM] = {{"SELECT " CARD_COLUMNS " FROM card "
                          "WHERE issuer_id = $1 AND deleted_at_us IS NULL AND seq <= $2 ORDER BY seq DESC LIMIT $3 OFFSET $4"}},
    [CARDS_SCAN] = {{"SELECT id, id, escn, display_name, issued_day, expires_day, NULL, NULL, NULL, seq, type, status, 0 FROM card "
                     "WHERE issuer_id = $1 AND deleted_at_us IS NULL"}},
    [CARDS_SCAN_WITH_PERSON] = {{"SELECT c.id, c.id, c.escn, c.display_name, c.issued_day, c.expires_day, p.esi_key, e.name_key, e.email, "
                                 "c.seq, c.type, c.status, "
                                 "e.academic_level FROM card c JOIN person p ON p.id = c.person_id "
                                 "JOIN enrolment e ON e.person_id = c.person_id AND e.organisation_id = c.issuer_id "
                                 "WHERE c.issuer_id = $1 AND c.deleted_at_us IS NULL"}},
    [CARDS_SET_VERSION] = {{"UPDATE card SET version = $2 WHERE id = $1"}},
    [CARDS_UPDATE] =
        {{"UPDATE card SET person_id = $3, processor_id = $4, seq = $5, type = $6, status = $7, display_name = $8, issued_day = $9, "
          "expires_day = $10, updated_at_us = $11, deleted_at_us = $12, uid = $13, version = version + 1 WHERE id = $1 AND version = $2"}},
    [CONSENT_TEXTS_GET] = {{"SELECT organisation_id, version, language, published_at_us, body FROM consent_text "
                            "WHERE organisation_id = $1 AND version = $2 AND language = $3"}},
    [CONSENT_TEXTS_INSERT] = {{"INSERT INTO consent_text (organisation_id, version, language, body, hash, published_at_us) "
                               "VALUES ($1, $2, $3, $4, $5, $6)"}},
    [CONSENT_TEXTS_LIST] = {{"SELECT organisation_id, version, language, published_at_us, NULL FROM consent_text "
                             "WHERE $1 = 0 OR organisation_id = $1 ORDER BY organisation_id, version DESC, language"}},
    [CONSENT_TEXTS_VERSION] = {{"SELECT COALESCE(MAX(version), 0) FROM consent_text WHERE organisation_id = $1 AND published_at_us <= $2"}},
    [CONSENTS_DELETE_OF_ENROLMENT] = {{"DELETE FROM consent WHERE enrolment_id = $1"}},
    [CONSENTS_INSERT] = {{"INSERT INTO consent (enrolment_id, version, language, how, given_at_us, withdrawn_at_us) "
                          "VALUES ($1, $2, $3, $4, $5, $6) RETURNING id"}},
    [CONSENTS_LIST] = {{"SELECT id, enrolment_id, version, language, how, given_at_us, withdrawn_at_us FROM consent WHERE enrolment_id = "
                        "$1 ORDER BY id"}},
    [CONSENTS_WITHDRAW] = {{"UPDATE consent SET withdrawn_at_us = $2 WHERE id = (SELECT MAX(id) FROM consent WHERE enrolment_id = $1 "
                            "AND withdrawn_at_us IS NULL)"}},
    [CONTACTS_DELETE] = {{"DELETE FROM contact WHERE id = $1"}},
    [CONTACTS_GET] = {{"SELECT id, organisation_id, role, name, email, phone FROM contact WHERE id = $1"}},
    [CONTACTS_INSERT] = {{"INSERT INTO contact (organisation_id, role, name, email, phone, created_at_us) VALUES ($1, $2, $3, $4, $5, $6) "
                          "RETURNING id"}},
    [CONTACTS_LIST] = {{"SELECT id, organisation_id, role, name, email, phone FROM contact WHERE organisation_id = $1 ORDER BY role, id"}},
    [CONTACTS_UPDATE] = {{"UPDATE contact SET role = $2, name = $3, email = $4, phone = $5 WHERE id = $1"}},
    [COUNTERS_ADD] = {{"INSERT INTO counter (organisation_id, year, type, status, cards) VALUES ($1, $2, $3, $4, $5) "
                       "ON CONFLICT (organisation_id, year, type, status) DO UPDATE SET cards = counter.cards + excluded.cards"}},
    [COUNTERS_CLEAR] = {{"DELETE FROM counter"}},
    [COUNTERS_FILL] = {{"INSERT INTO counter (organisation_id, year, type, status, cards) "
                        "SELECT issuer_id, " CARD_YEAR ", type, status, COUNT(*) "
                        "FROM card WHERE deleted_at_us IS NULL GROUP BY 1, 2, 3, 4"}},
    [COUNTERS_SUM] = {{"SELECT organisation_id, year, type, status, cards FROM counter WHERE cards <> 0 "
                       "ORDER BY organisation_id, year, type, status"}},
    [DOCTOR_BUCKETS] =
        {{"SELECT COUNT(*) FROM (SELECT issuer_id AS o, 2 AS l, seq / 1000 AS b, COUNT(*) AS n FROM card WHERE deleted_at_us IS NULL GROUP "
          "BY issuer_id, seq / 1000 "
          "UNION ALL SELECT organisation_id, 1, seq / 1000, COUNT(*) FROM enrolment GROUP BY organisation_id, seq / 1000) AS r "
          "FULL JOIN (SELECT organisation_id, list, bucket, entries FROM list_bucket WHERE entries <> 0) AS k ON k.organisation_id = r.o "
          "AND k.list = r.l AND k.bucket = r.b "
          "WHERE COALESCE(r.n, 0) <> COALESCE(k.entries, 0)"}},
    [DOCTOR_COUNTERS] = {{"SELECT COUNT(*) FROM (SELECT issuer_id AS o, " CARD_YEAR " AS y, type AS t, status AS s, COUNT(*) AS n "
                          "FROM card WHERE deleted_at_us IS NULL GROUP BY 1, 2, 3, 4) AS r "
                          "FULL JOIN (SELECT organisation_id AS o, year AS y, type AS t, status AS s, cards AS n FROM counter) AS k "
                          "ON k.o = r.o AND k.y = r.y AND k.t = r.t AND k.s = r.s WHERE COALESCE(r.n, 0) <> COALESCE(k.n, 0)"}},
    [DOCTOR_HEADS] = {{"SELECT COUNT(*) FROM (SELECT issuer_id AS o, 2 AS l, COUNT(*) AS n, MAX(seq) AS m FROM card WHERE deleted_at_us IS "
                       "NULL GROUP BY issuer_id "
                       "UNION ALL SELECT organisation_id, 1, COUNT(*), MAX(seq) FROM enrolment GROUP BY organisation_id) AS r "
                       "FULL JOIN list_head AS h ON h.organisation_id = r.o AND h.list = r.l "
                       "WHERE COALESCE(r.n, 0) <> COALESCE(h.entries, 0) OR COALESCE(r.m, 0) >= COALESCE(h.next_seq, 0) AND r.n > 0"}},
    [DOCTOR_ISSUED] = {{"SELECT COUNT(*) FROM (SELECT issuer_id AS o, " CARD_YEAR "AS y, " CARD_MONTH
                        "AS m, COUNT(*) AS n FROM card GROUP BY 1, 2, 3) AS r FULL JOIN (SELECT organisation_id AS o, year AS y, month "
                        "AS m, cards AS n FROM issued) AS k ON k.o = r.o AND k.y = r.y AND k.m = r.m WHERE COALESCE(r.n, 0) <> "
                        "COALESCE(k.n, 0)"}},
    [DOCTOR_PICTURES] = {{"SELECT COUNT(*) FROM enrolment e "
                          "WHERE e.has_picture <> (SELECT COUNT(*) FROM picture p WHERE p.enrolment_id = e.id)"}},
    [DOCTOR_STRAY_CARDS] = {{"SELECT COUNT(*) FROM card c WHERE c.deleted_at_us IS NULL AND NOT EXISTS "
                             "(SELECT 1 FROM enrolment e WHERE e.person_id = c.person_id AND e.organisation_id = c.issuer_id)"}},
    [DOCTOR_STRAY_PERSONS] = {{"SELECT COUNT(*) FROM person p WHERE NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.person_id = p.id)"}},
    [DOCTOR_TALLIES] = {{"SELECT (SELECT COUNT(*) FROM (" TALLY_ROWS
                         ") AS r FULL JOIN (SELECT * FROM tally WHERE slot < 900000000) AS k ON k.slot = r.slot AND k.organisation_id = "
                         "r.organisation_id AND k.measure = r.measure AND k.kind = r.kind WHERE COALESCE(r.amount, 0) <> "
                         "COALESCE(k.amount, 0)) + (SELECT COUNT(*) FROM (" TALLY_SUMS
                         ") AS r FULL JOIN (SELECT * FROM tally WHERE slot >= 900000000) AS k ON k.slot = r.slot AND k.organisation_id = "
                         "r.organisation_id AND k.measure = r.measure AND k.kind = r.kind WHERE COALESCE(r.amount, 0) <> "
                         "COALESCE(k.amount, 0))"}},
    [DUE_CARDS] = {{"SELECT id FROM card WHERE id > $1 AND id <= $2 AND person_id IS NOT NULL AND expires_day < $3 ORDER BY id LIMIT $4"}},
    [DUE_COUNT_CARDS] =
        {{"SELECT issuer_id, COUNT(*) FROM card WHERE person_id IS NOT NULL AND expires_day < $1 GROUP BY issuer_id ORDER BY issuer_id"}},
    [DUE_COUNT_ENROLMENTS] =
        {{"SELECT e.organisation_id, COUNT(*) FROM enrolment e WHERE e.updated_at_us < $2 AND EXISTS (SELECT 1 FROM card c "
          "WHERE c.person_id = e.person_id AND c.issuer_id = e.organisation_id) AND NOT EXISTS (SELECT 1 FROM card c "
          "WHERE c.person_id = e.person_id AND c.issuer_id = e.organisation_id AND c.expires_day >= $1) "
          "OR e.updated_at_us < $3 AND NOT EXISTS (SELECT 1 FROM card c WHERE c.person_id = e.person_id AND c.issuer_id = "
          "e.organisation_id) "
          "GROUP BY e.organisation_id ORDER BY e.organisation_id"}},
    [DUE_CUT_CARD] =
        {{"UPDATE card SET person_id = NULL, processor_id = NULL, version = version + 1 WHERE id = $1 AND deleted_at_us IS NOT NULL"}},
    [DUE_ENROLMENT_OF] = {{"SELECT e.id FROM enrolment e WHERE e.person_id = $1 AND e.organisation_id = $2 AND e.updated_at_us < $3 AND "
                           "NOT EXISTS (SELECT 1 FROM card c WHERE c.person_id = e.person_id AND c.issuer_id = e.organisation_id)"}},
    [DUE_ENROLMENTS] = {{"SELECT e.id FROM enrolment e WHERE e.id > $1 AND e.id <= $2 AND e.updated_at_us < $3 AND NOT EXISTS (SELECT 1 "
                         "FROM card c WHERE c.person_id = e.person_id AND c.issuer_id = e.organisation_id) ORDER BY e.id LIMIT $4"}},
    [DUE_IS_FORGOTTEN] = {{"SELECT e.id FROM enrolment e WHERE e.id = $1 AND e.updated_at_us < $2 AND NOT EXISTS (SELECT 1 FROM card c "
                           "WHERE c.person_id = e.person_id AND c.issuer_id = e.organisation_id)"}},
    [DUE_LAST_CARD] = {{"SELECT COALESCE(MAX(id), 0) FROM card"}},
    [DUE_LAST_ENROLMENT] = {{"SELECT COALESCE(MAX(id), 0) FROM enrolment"}},
    [ENROLMENTS_DELETE] = {{"DELETE FROM enrolment WHERE id = $1 AND version = $2"}},
    [ENROLMENTS_GET] = {{"SELECT " ENROLMENT_COLUMNS " FROM enrolment WHERE id = $1"}},
    [ENROLMENTS_INSERT] = {{"INSERT INTO enrolment (person_id, organisation_id, seq, full_name, name_key, email, academic_level, "
                            "created_at_us, updated_at_us) "
                            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)"}},
    [ENROLMENTS_INSTANTS] = {{"SELECT created_at_us, updated_at_us FROM enrolment WHERE id = $1"}},
    [ENROLMENTS_LIST_BY_PERSON] = {{"SELECT " ENROLMENT_COLUMNS " FROM enrolment WHERE person_id = $1 ORDER BY id"}},
    [ENROLMENTS_LIST_FROM] = {{"SELECT " ENROLMENT_COLUMNS " FROM enrolment "
                               "WHERE organisation_id = $1 AND seq <= $2 ORDER BY seq DESC LIMIT $3 OFFSET $4"}},
    [ENROLMENTS_RECOUNT_PICTURES] = {{"UPDATE enrolment SET has_picture = 1 - has_picture, version = version + 1 "
                                      "WHERE has_picture <> (SELECT COUNT(*) FROM picture p WHERE p.enrolment_id = enrolment.id)"}},
    [ENROLMENTS_SCAN] = {{"SELECT e.id, e.person_id, NULL, NULL, 0, 0, p.esi_key, e.name_key, e.email, e.seq, 0, 0, e.academic_level "
                          "FROM enrolment e JOIN person p ON p.id = e.person_id WHERE e.organisation_id = $1"}},
    [ENROLMENTS_SET_EXPIRY] = {{"UPDATE enrolment SET expires_day = $3, updated_at_us = $4, version = version + 1 "
                                "WHERE id = $1 AND version = $2"}},
    [ENROLMENTS_SET_PICTURE] = {{"UPDATE enrolment SET has_picture = $3, updated_at_us = $4, version = version + 1 "
                                 "WHERE id = $1 AND version = $2"}},
    [ENROLMENTS_SET_VERSION] = {{"UPDATE enrolment SET version = $2 WHERE id = $1"}},
    [ENROLMENTS_SET_WITHDRAWN] = {{"UPDATE enrolment SET is_withdrawn = $2 WHERE id = $1"}},
    [ENROLMENTS_UPDATE] = {{"UPDATE enrolment SET full_name = $3, name_key = $4, email = $5, academic_level = $6, updated_at_us = $7, "
                            "version = version + 1 WHERE id = $1 AND version = $2"}},
    [ESCN_SEQUENCE_CLAIM] = {{"UPDATE escn_sequence SET last_tick = CASE WHEN last_tick < $1 THEN $1 - 1 ELSE last_tick END + $2 "
                              "WHERE id = 1 RETURNING last_tick"}},
    [GRANTS_COUNT] = {{"SELECT COUNT(*) FROM account_role r JOIN account a ON a.id = r.account_id "
                       "WHERE r.organisation_id = $1 AND r.role = $2 AND a.disabled_at_us IS NULL"}},
    [GRANTS_DELETE] = {{"DELETE FROM account_role WHERE account_id = $1 AND organisation_id = $2 AND role = $3"}},
    [GRANTS_INSERT] = {{"INSERT INTO account_role (account_id, organisation_id, role, granted_at_us) VALUES ($1, $2, $3, $4) "
                        "ON CONFLICT (account_id, organisation_id, role) DO NOTHING"}},
    [GRANTS_LIST] = {{"SELECT organisation_id, role FROM account_role WHERE account_id = $1 ORDER BY organisation_id, role"}},
    [IMPORT_ERRORS_CLEAR] = {{"DELETE FROM import_error WHERE import_id = $1"}},
    [IMPORT_ERRORS_FORGET] = {{"DELETE FROM import_error WHERE person_key IN (SELECT esi_key FROM person WHERE id = $1 "
                               "UNION ALL SELECT esi_key FROM person_alias WHERE person_id = $1) "
                               "AND EXISTS (SELECT 1 FROM import i WHERE i.id = import_error.import_id AND " KEPT_FOR ")"}},
    [IMPORT_ERRORS_INSERT] = {{"INSERT INTO import_error (import_id, row_number, person_key, cells, reasons, said) VALUES ($1, $2, $3, $4, "
                               "$5, $6)"}},
    [IMPORT_ERRORS_LIST] = {{"SELECT row_number, cells, reasons, said FROM import_error WHERE import_id = $1 AND row_number > $2 "
                             "ORDER BY row_number LIMIT $3"}},
    [IMPORT_ROWS_CHANGED_CARDS] =
        {{"SELECT COUNT(*) FROM (SELECT card_id, MAX(card_version) AS version FROM import_row WHERE import_id = $1 AND card_id IS NOT NULL "
          "GROUP BY card_id) AS r LEFT JOIN card c ON c.id = r.card_id WHERE c.version IS NULL OR c.version <> r.version OR c.person_id IS "
          "NULL"}},
    [IMPORT_ROWS_CHANGED_ENROLMENTS] =
        {{"SELECT COUNT(*) FROM (SELECT enrolment_id, MAX(enrolment_version) AS version FROM import_row WHERE import_id = $1 AND "
          "enrolment_id IS NOT NULL GROUP BY enrolment_id) AS r LEFT JOIN enrolment e ON e.id = r.enrolment_id "
          "WHERE e.version IS NULL OR e.version <> r.version"}},
    [IMPORT_ROWS_CLEAR] = {{"DELETE FROM import_row WHERE import_id = $1 AND row_number >= $2"}},
    [IMPORT_ROWS_FORGET] = {{"UPDATE import_row SET person_id = NULL, full_name = NULL, email = NULL, display_name = NULL, uid = NULL "
                             "WHERE person_id = $1 AND ($2 = 0 "
                             "OR EXISTS (SELECT 1 FROM enrolment e WHERE e.id = import_row.enrolment_id AND e.organisation_id = $2) "
                             "OR EXISTS (SELECT 1 FROM card c WHERE c.id = import_row.card_id AND c.issuer_id = $2))"}},
    [IMPORT_ROWS_INSERT] = {{"INSERT INTO import_row (import_id, row_number, act, card_id, card_version, enrolment_id, enrolment_version, "
                             "person_id, full_name, email, academic_level, type, status, display_name, issued_day, expires_day, "
                             "processor_id, uid) "
                             "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"}},
    [IMPORT_ROWS_ISSUERS] = {{"SELECT c.issuer_id FROM import_row r JOIN card c ON c.id = r.card_id WHERE r.import_id = $1 "
                              "UNION SELECT e.organisation_id FROM import_row r JOIN enrolment e ON e.id = r.enrolment_id "
                              "WHERE r.import_id = $1"}},
    [IMPORT_ROWS_LIST] = {{"SELECT row_number, act, card_id, card_version, enrolment_id, enrolment_version, person_id, full_name, email, "
                           "academic_level, type, status, display_name, issued_day, expires_day, processor_id, uid FROM import_row "
                           "WHERE import_id = $1 ORDER BY row_number DESC LIMIT $2"}},
    [IMPORT_ROWS_OTHER_CARDS] =
        {{"SELECT COUNT(*) - (SELECT COUNT(*) FROM import_row q JOIN card d ON d.id = q.card_id JOIN enrolment f ON f.person_id = "
          "d.person_id AND f.organisation_id = d.issuer_id WHERE q.import_id = $1 AND d.deleted_at_us IS NULL AND f.id IN (SELECT "
          "enrolment_id FROM import_row WHERE import_id = $1 AND (act & 1) <> 0)) "
          "FROM import_row r JOIN enrolment e ON e.id = r.enrolment_id "
          "JOIN card c ON c.person_id = e.person_id AND c.issuer_id = e.organisation_id AND c.deleted_at_us IS NULL "
          "WHERE r.import_id = $1 AND (r.act & 1) <> 0"}},
    [IMPORTS_COUNT_KEPT] = {{"SELECT COUNT(*) FROM import WHERE (state IN (1, 2) OR file IS NOT NULL) AND is_local = 0 AND "
                             "organisation_id = $1"}},
    [IMPORTS_DROP_CHECKED] = {{"UPDATE import SET file = NULL WHERE file IS NOT NULL AND state = 3 AND ended_at_us < $1"}},
    [IMPORTS_FIND_ONCE] = {{"SELECT id FROM import WHERE organisation_id = $1 AND once = $2"}},
    [IMPORTS_GET] = {{"SELECT " IMPORT_COLUMNS " FROM import WHERE id = $1"}},
    [IMPORTS_INSERT] =
        {{"INSERT INTO import (organisation_id, token_id, operation, mode, is_dry_run, is_local, state, phase, file, bytes, "
          "columns, separator, created_at_us, account_id, once) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) "
          "RETURNING id"}},
    [IMPORTS_LIST] = {{"SELECT " IMPORT_COLUMNS " FROM import WHERE organisation_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3"}},
    [IMPORTS_LIST_ACTIVE] = {{"SELECT " IMPORT_COLUMNS " FROM import WHERE state IN (1, 2) ORDER BY id"}},
    [IMPORTS_LIST_KEPT] = {{"SELECT " IMPORT_COLUMNS " FROM import WHERE file IS NOT NULL ORDER BY id"}},
    [IMPORTS_LIST_OLD] = {{"SELECT " IMPORT_COLUMNS
                           " FROM import WHERE ended_at_us < $1 AND forgotten_at_us IS NULL AND state > 2 ORDER BY id"}},
    [IMPORTS_UPDATE] = {{"UPDATE import SET state = $2, phase = $3, file = $4, row_done = $5, progress = $6, created = $7, updated = $8, "
                         "unchanged = $9, failed = $10, reason = $11, ended_at_us = $12, forgotten_at_us = $13, undo_token_id = $14, "
                         "undo_account_id = $15, left_rows = $16, started_id = $17, reason_said = $18 WHERE id = $1"}},
    [ISSUED_ADD] = {{"INSERT INTO issued (organisation_id, year, month, cards) VALUES ($1, $2, $3, $4) ON CONFLICT (organisation_id, "
                     "year, month) DO UPDATE SET cards = issued.cards + excluded.cards"}},
    [ISSUED_CLEAR] = {{"DELETE FROM issued"}},
    [ISSUED_FILL] = {{"INSERT INTO issued (organisation_id, year, month, cards) SELECT issuer_id, " CARD_YEAR ", " CARD_MONTH
                      ", COUNT(*) FROM card GROUP BY 1, 2, 3"}},
    [ISSUED_LIST] = {{"SELECT organisation_id, year, month >= $1, SUM(cards) FROM issued WHERE cards <> 0 AND organisation_id >= $2 AND "
                      "organisation_id <= $3 GROUP BY 1, 2, 3 ORDER BY 2, 3, 1"}},
    [ISSUED_MONTH] = {{"SELECT COALESCE(SUM(cards), 0) FROM issued WHERE organisation_id = $1 AND year = $2 AND month = $3"}},
    [LEGAL_ACCEPTANCES_GET] = {{"SELECT body FROM legal_acceptance WHERE organisation_id = $1 AND version = $2"}},
    [LEGAL_ACCEPTANCES_INSERT] = {{"INSERT INTO legal_acceptance (organisation_id, version, accepted_by, accepted_at_us, account_id, "
                                   "language, hash, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
                                   "ON CONFLICT (organisation_id, version) DO NOTHING"}},
    [LEGAL_ACCEPTANCES_LIST] = {{"SELECT organisation_id, version, accepted_by, accepted_at_us, account_id, language, hash "
                                 "FROM legal_acceptance WHERE $1 = 0 OR organisation_id = $1 ORDER BY organisation_id, version"}},
    [LEGAL_DOCUMENTS_INSERT] = {{"INSERT INTO legal_document (version, title, published_at_us, grace_until_day) VALUES ($1, $2, $3, $4)"}},
    [LEGAL_DOCUMENTS_LIST] = {{"SELECT version, title, published_at_us, grace_until_day FROM legal_document ORDER BY version"}},
    [LEGAL_TEXTS_INSERT] = {{"INSERT INTO legal_text (version, kind, language, title, body, hash) VALUES ($1, $2, $3, $4, $5, $6)"}},
    [LEGAL_TEXTS_LIST] = {{"SELECT " LEGAL_TEXT_COLUMNS " FROM legal_text WHERE version = $1 ORDER BY language, kind"}},
    [LINKS_COUNT_OF_ACCOUNT] =
        {{"SELECT COUNT(*) FROM link WHERE account_id = $1 AND purpose = $2 AND created_at_us > $3 AND created_at_us <= $4 "
          "AND expires_at_us > $4 AND used_at_us IS NULL AND revoked_at_us IS NULL"}},
    [LINKS_COUNT_SINCE] =
        {{"SELECT COUNT(*) FROM link WHERE person_id = $1 AND organisation_id = $2 AND purpose = $3 AND created_at_us > $4 "
          "AND created_at_us <= $5"}},
    [LINKS_DELETE_OF_PERSON] = {{"DELETE FROM link WHERE person_id = $1"}},
    [LINKS_EXPIRE] = {{"UPDATE link SET revoked_at_us = expires_at_us "
                       "WHERE expires_at_us <= $1 AND used_at_us IS NULL AND revoked_at_us IS NULL"}},
    [LINKS_FIND_BY_HASH] = {{"SELECT " LINK_COLUMNS " FROM link WHERE hash = $1"}},
    [LINKS_FORGET] = {{"DELETE FROM link WHERE expires_at_us < $1"}},
    [LINKS_INSERT] = {{"INSERT INTO link (hash, purpose, organisation_id, account_id, person_id, role, email, created_at_us, "
                       "expires_at_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"}},
    [LINKS_LIST_INVITATIONS] = {{"SELECT " LINK_COLUMNS " FROM link WHERE purpose = $1 AND COALESCE(organisation_id, 0) = $2 "
                                 "AND used_at_us IS NULL AND revoked_at_us IS NULL ORDER BY id"}},
    [LINKS_REVOKE] = {{"UPDATE link SET revoked_at_us = $2 WHERE id = $1 AND used_at_us IS NULL AND revoked_at_us IS NULL"}},
    [LINKS_REVOKE_LIKE] =
        {{"UPDATE link SET revoked_at_us = $6 WHERE purpose = $1 AND COALESCE(organisation_id, 0) = $2 AND COALESCE(account_id, 0) = $3 "
          "AND COALESCE(person_id, 0) = $4 AND LOWER(COALESCE(email, '')) = LOWER($5) AND used_at_us IS NULL AND revoked_at_us IS NULL"}},
    [LINKS_REVOKE_OF_ACCOUNT] =
        {{"UPDATE link SET revoked_at_us = $2 WHERE account_id = $1 AND used_at_us IS NULL AND revoked_at_us IS NULL"}},
    [LINKS_USE] = {{"UPDATE link SET used_at_us = $2 WHERE id = $1 AND used_at_us IS NULL AND revoked_at_us IS NULL"}},
    [LISTS_BUCKET_ADD] = {{"INSERT INTO list_bucket (organisation_id, list, bucket, entries, changes) VALUES ($1, $2, $3, $4, 1) "
                           "ON CONFLICT (organisation_id, list, bucket) DO UPDATE SET entries = list_bucket.entries + excluded.entries, "
                           "changes = list_bucket.changes + 1"}},
    [LISTS_BUCKET_CARDS] = {{"SELECT id, issued_day, expires_day, type, status FROM card WHERE issuer_id = $1 AND seq >= $2 AND seq < $3 "
                             "AND deleted_at_us IS NULL ORDER BY seq DESC"}},
    [LISTS_BUCKET_ENROLMENTS] = {{"SELECT person_id, 0, 0, academic_level, 0 FROM enrolment WHERE organisation_id = $1 AND seq >= $2 "
                                  "AND seq < $3 ORDER BY seq DESC"}},
    [LISTS_BUCKETS] = {{"SELECT bucket, entries, changes FROM list_bucket WHERE organisation_id = $1 AND list = $2 ORDER BY bucket DESC"}},
    [LISTS_CLEAR_BUCKETS] = {{"DELETE FROM list_bucket"}},
    [LISTS_CLEAR_HEADS] = {{"DELETE FROM list_head"}},
    [LISTS_FILL_BUCKETS] =
        {{"INSERT INTO list_bucket (organisation_id, list, bucket, entries, changes) "
          "SELECT issuer_id, 2, seq / 1000, COUNT(*), $1 FROM card WHERE deleted_at_us IS NULL GROUP BY issuer_id, seq / 1000 "
          "UNION ALL SELECT organisation_id, 1, seq / 1000, COUNT(*), $1 FROM enrolment GROUP BY organisation_id, seq / 1000"}},
    [LISTS_FILL_HEADS] = {{"INSERT INTO list_head (organisation_id, list, next_seq, entries) "
                           "SELECT issuer_id, 2, MAX(seq) + 1, COUNT(*) FROM card WHERE deleted_at_us IS NULL GROUP BY issuer_id "
                           "UNION ALL SELECT organisation_id, 1, MAX(seq) + 1, COUNT(*) FROM enrolment GROUP BY organisation_id"}},
    [LISTS_HEAD] = {{"SELECT next_seq, entries FROM list_head WHERE organisation_id = $1 AND list = $2"}},
    [LISTS_HEAD_ADD] = {{"INSERT INTO list_head (organisation_id, list, next_seq, entries) VALUES ($1, $2, 1 + $3, $3) "
                         "ON CONFLICT (organisation_id, list) DO UPDATE SET next_seq = list_head.next_seq + excluded.entries, "
                         "entries = list_head.entries + excluded.entries RETURNING next_seq - $3"}},
    [LISTS_HEAD_REMOVE] = {{"UPDATE list_head SET entries = entries - $3 WHERE organisation_id = $1 AND list = $2"}},
    [LOGIN_FAILURES_DELETE] = {{"DELETE FROM login_failure WHERE hash = $1"}},
    [LOGIN_FAILURES_FORGET] = {{"DELETE FROM login_failure WHERE last_at_us < $1 AND failures > 0 OR last_at_us < $2"}},
    [LOGIN_FAILURES_GET] = {{"SELECT failures, last_at_us FROM login_failure WHERE hash = $1"}},
    [LOGIN_FAILURES_PUT] = {{"INSERT INTO login_failure (hash, failures, last_at_us) VALUES ($1, $2, $3) "
                             "ON CONFLICT (hash) DO UPDATE SET failures = excluded.failures, last_at_us = excluded.last_at_us"}},
    [LOGINS_DELETE] = {{"DELETE FROM login WHERE id = $1"}},
    [LOGINS_DELETE_ENDED] = {{"DELETE FROM login WHERE seen_at_us < $1 OR expires_at_us <= $2"}},
    [LOGINS_DELETE_OF_ACCOUNT] = {{"DELETE FROM login WHERE account_id = $1 AND id <> $2"}},
    [LOGINS_FIND_BY_HASH] = {{"SELECT " LOGIN_COLUMNS " FROM login WHERE hash = $1"}},
    [LOGINS_INSERT] = {{"INSERT INTO login (hash, account_id, second_factor, created_at_us, seen_at_us, expires_at_us) "
                        "VALUES ($1, $2, $3, $4, $5, $6) RETURNING id"}},
    [LOGINS_LIST] = {{"SELECT " LOGIN_COLUMNS " FROM login WHERE $1 = 0 OR account_id = $1 ORDER BY id DESC"}},
    [LOGINS_SEE] = {{"UPDATE login SET seen_at_us = $2 WHERE id = $1 AND seen_at_us < $2"}},
    [LOGOS_DELETE] = {{"DELETE FROM organisation_logo WHERE organisation_id = $1"}},
    [LOGOS_GET] = {{"SELECT content FROM organisation_logo WHERE name = $1 LIMIT 1"}},
    [LOGOS_PUT] = {{"INSERT INTO organisation_logo (organisation_id, name, content) VALUES ($1, $2, $3) "
                    "ON CONFLICT (organisation_id) DO UPDATE SET name = excluded.name, content = excluded.content"}},
    [MANDATES_GET] = {{"SELECT " MANDATE_COLUMNS " FROM mandate WHERE id = $1"}},
    [MANDATES_HISTORY] = {{"SELECT " MANDATE_COLUMNS " FROM mandate WHERE $1 = 0 OR issuer_id = $1 OR processor_id = $1 ORDER BY id"}},
    [MANDATES_INSERT] =
        {{"INSERT INTO mandate (issuer_id, processor_id, from_day, until_day, created_at_us) VALUES ($1, $2, $3, $4, $5) RETURNING id"}},
    [MANDATES_LIST] = {{"SELECT " MANDATE_COLUMNS " FROM mandate WHERE withdrawn_at_us IS NULL ORDER BY id"}},
    [MANDATES_SET_END] = {{"UPDATE mandate SET until_day = $2 WHERE id = $1 AND withdrawn_at_us IS NULL"}},
    [MANDATES_WITHDRAW] = {{"UPDATE mandate SET withdrawn_at_us = $2 WHERE id = $1 AND withdrawn_at_us IS NULL"}},
    [OFFERS_DELETE] = {{"DELETE FROM offer WHERE id = $1"}},
    [OFFERS_GET] = {{"SELECT id, organisation_id, name, kind, city, country, link, version FROM offer WHERE id = $1"}},
    [OFFERS_INSERT] = {{"INSERT INTO offer (organisation_id, name, kind, city, country, link, version) VALUES ($1, $2, $3, $4, $5, $6, 1) "
                        "RETURNING id"}},
    [OFFERS_LIST] = {{"SELECT o.id, o.organisation_id, o.name, o.kind, o.city, o.country, o.link, o.version FROM offer o "
                      "JOIN organisation g ON g.id = o.organisation_id WHERE o.organisation_id = $1 OR ($1 = 0 AND g.status = 0) "
                      "ORDER BY o.country, o.city, o.name, o.id"}},
    [OFFERS_UPDATE] = {{"UPDATE offer SET name = $3, kind = $4, city = $5, country = $6, link = $7, version = version + 1 "
                        "WHERE id = $1 AND version = $2"}},
    [ORGANISATIONS_BEGUN] =
        {{"SELECT (SELECT COUNT(DISTINCT r.account_id) FROM account_role r JOIN account a ON a.id = r.account_id "
          "WHERE r.organisation_id = $1 AND a.disabled_at_us IS NULL), "
          "(SELECT COUNT(*) FROM link WHERE purpose = $2 AND organisation_id = $1 AND used_at_us IS NULL AND revoked_at_us IS NULL "
          "AND expires_at_us > $3), "
          "(SELECT COUNT(*) FROM token WHERE organisation_id = $1 AND revoked_at_us IS NULL "
          "AND (expires_at_us IS NULL OR expires_at_us > $3)), "
          "(SELECT COALESCE(SUM(cards), 0) FROM issued WHERE organisation_id = $1), "
          "(SELECT COUNT(*) FROM verification_count WHERE organisation_id = $1)"}},
    [ORGANISATIONS_INSERT] =
        {{"INSERT INTO organisation (status, name, country, schac_home_organization, website, address_label, address_street_name, "
          "address_house_number, address_details, address_city_name, address_province, address_other_comments, address_x, address_y, "
          "main_color, secondary_color, contrast_color, new_logo_day, shows_name, legal_basis, identifier, kind, created_at_us) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23) "
          "RETURNING id"}},
    [ORGANISATIONS_LIST] =
        {{"SELECT " ORGANISATION_COLUMNS ", "
          "COALESCE((SELECT MAX(d.version) FROM legal_document d), 0) <= COALESCE(a.accepted, 0), "
          "(SELECT MIN(COALESCE(d.grace_until_day, -1000000)) FROM legal_document d WHERE d.version > a.accepted), "
          "(SELECT l.name FROM organisation_logo l WHERE l.organisation_id = organisation.id) "
          "FROM organisation LEFT JOIN (SELECT organisation_id, MAX(version) AS accepted FROM legal_acceptance GROUP BY organisation_id) a "
          "ON a.organisation_id = organisation.id ORDER BY id"}},
    [ORGANISATIONS_UPDATE] =
        {{"UPDATE organisation SET status = $1, name = $2, country = $3, schac_home_organization = $4, website = $5, "
          "address_label = $6, address_street_name = $7, address_house_number = $8, address_details = $9, address_city_name = $10, "
          "address_province = $11, address_other_comments = $12, address_x = $13, address_y = $14, main_color = $15, "
          "secondary_color = $16, contrast_color = $17, new_logo_day = $18, shows_name = $19, legal_basis = $20, status_reason = $23, "
          "version = version + 1 WHERE id = $21 AND version = $22"}},
    [OUTBOX_COUNT_BEFORE] = {{"SELECT COUNT(*) FROM outbox WHERE created_at_us < $1"}},
    [OUTBOX_COUNT_OF_SERVICE] = {{"SELECT COUNT(*) FROM outbox WHERE service_id = $1"}},
    [OUTBOX_DELETE] = {{"DELETE FROM outbox WHERE id = $1"}},
    [OUTBOX_DELETE_OF_SERVICE] = {{"DELETE FROM outbox WHERE service_id = $1"}},
    [OUTBOX_FORGET_MAILS] = {{"DELETE FROM outbox WHERE service_id IS NULL AND object_id = $1"}},
    [OUTBOX_INSERT] = {{"INSERT INTO outbox (kind, service_id, recipient, subject, body, created_at_us, next_at_us, object_id) "
                        "VALUES ($1, $2, $3, $4, $5, $6, $6, $7) RETURNING id"}},
    [OUTBOX_INSERT_EVENT] = {{"INSERT INTO outbox (kind, service_id, object_id, subject, body, created_at_us, next_at_us) "
                              "SELECT $2, id, $3, $4, $5, $6, $6 FROM remote_service WHERE id = $1 AND disabled_at_us IS NULL "
                              "RETURNING id"}},
    /* Two stretches of one index each: what waits for its next turn, of which there may be very much, is not read. */
    [OUTBOX_LIST_DUE_EVENTS] = {{"SELECT " OUTBOX_COLUMNS " FROM (" OUTBOX_OF_SERVICE "AND next_at_us <= $1 " OUTBOX_TURN
                                 ") AS due UNION ALL SELECT " OUTBOX_COLUMNS " FROM (" OUTBOX_OF_SERVICE "AND next_at_us > $2 " OUTBOX_TURN
                                 ") AS ahead"}},
    [OUTBOX_LIST_DUE_MAILS] = {{"SELECT " OUTBOX_COLUMNS " FROM (" OUTBOX_MAILS "AND next_at_us <= $1 " OUTBOX_TURN
                                ") AS due UNION ALL SELECT " OUTBOX_COLUMNS " FROM (" OUTBOX_MAILS "AND next_at_us > $2 " OUTBOX_TURN
                                ") AS ahead"}},
    [OUTBOX_LIST_EVENTS_BEFORE] = {{"SELECT " OUTBOX_COLUMNS
                                    " FROM outbox WHERE service_id = $3 AND created_at_us < $1 ORDER BY id LIMIT $2"}},
    [OUTBOX_LIST_MAILS_BEFORE] = {{"SELECT " OUTBOX_COLUMNS
                                   " FROM outbox WHERE service_id IS NULL AND created_at_us < $1 ORDER BY id LIMIT $2"}},
    [OUTBOX_MEASURE] = {{"SELECT COUNT(*), MIN(created_at_us) FROM outbox WHERE kind = $1"}},
    [OUTBOX_NEXT] = {{"SELECT next_at_us FROM outbox WHERE next_at_us > $1 ORDER BY next_at_us LIMIT 1"}},
    [OUTBOX_POSTPONE] = {{"UPDATE outbox SET attempts = attempts + 1, next_at_us = $2, failure = $3 WHERE id = $1"}},
    [PERSONS_DELETE] = {{"DELETE FROM person WHERE id = $1"}},
    /* No key stands in both tables: the second is looked into only when the first has nothing. */
    [PERSONS_FIND_BY_ALIAS] =
        {{"SELECT p.id, p.esi, p.esi_key FROM person_alias a JOIN person p ON p.id = a.person_id WHERE a.esi_key = $1"}},
    [PERSONS_FIND_BY_ESI] = {{"SELECT id, esi, esi_key FROM person WHERE esi_key = $1"}},
    [PERSONS_GET] = {{"SELECT id, esi, esi_key FROM person WHERE id = $1"}},
    [PERSONS_INSERT] = {{"INSERT INTO person (esi, esi_key, created_at_us) VALUES ($1, $2, $3)"}},
    [PERSONS_RENAME] = {{"UPDATE person SET esi = $2, esi_key = $3 WHERE id = $1"}},
    [PICTURES_DELETE] = {{"DELETE FROM picture WHERE enrolment_id = $1"}},
    [PICTURES_GET] = {{"SELECT jpeg FROM picture WHERE enrolment_id = $1"}},
    [PICTURES_PUT] = {{"INSERT INTO picture (enrolment_id, jpeg, updated_at_us) VALUES ($1, $2, $3) "
                       "ON CONFLICT (enrolment_id) DO UPDATE SET jpeg = excluded.jpeg, updated_at_us = excluded.updated_at_us"}},
    [RECOVERY_CODES_CLEAR] = {{"DELETE FROM recovery_code WHERE account_id = $1"}},
    [RECOVERY_CODES_INSERT] = {{"INSERT INTO recovery_code (account_id, hash) VALUES ($1, $2)"}},
    [RECOVERY_CODES_TAKE] = {{"DELETE FROM recovery_code WHERE account_id = $1 AND hash = $2"}},
    [REGISTRATIONS_DECIDE] = {{"UPDATE registration SET state = $2, reason = $3, organisation_id = $4, decided_at_us = $5, "
                               "decided_by_id = $6 WHERE id = $1 AND state = 0"}},
    [REGISTRATIONS_ERASE] = {{"UPDATE registration SET representative_name = '', representative_email = '', message = NULL "
                              "WHERE state <> 0 AND decided_at_us < $1 AND representative_email <> ''"}},
    [REGISTRATIONS_GET] = {{"SELECT " REGISTRATION_COLUMNS " FROM registration WHERE id = $1"}},
    [REGISTRATIONS_INSERT] =
        {{"INSERT INTO registration (state, identifier, kind, name, country, schac_home_organization, website, representative_name, "
          "representative_email, message, created_at_us) VALUES (0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id"}},
    [REGISTRATIONS_LIST] = {{"SELECT " REGISTRATION_COLUMNS
                             " FROM registration WHERE id < $1 AND ($2 < 0 OR state = $2) ORDER BY id DESC LIMIT $3"}},
    [REVISIONS_GET] = {{"SELECT value FROM revision WHERE name = $1"}},
    [REVISIONS_RAISE] = {{"UPDATE revision SET value = value + 1 WHERE name = $1"}},
    [SELF_HOSTED_DELETE] = {{"DELETE FROM self_hosted WHERE organisation_id = $1"}},
    [SELF_HOSTED_LIST] = {{"SELECT organisation_id, url, key, created_at_us FROM self_hosted ORDER BY organisation_id"}},
    [SELF_HOSTED_PUT] = {{"INSERT INTO self_hosted (organisation_id, url, key, created_at_us) VALUES ($1, $2, $3, $4) "
                          "ON CONFLICT (organisation_id) DO UPDATE SET url = excluded.url, key = excluded.key, "
                          "created_at_us = excluded.created_at_us"}},
    [SERVICES_DELETE] = {{"DELETE FROM remote_service WHERE id = $1"}},
    [SERVICES_GET] = {{"SELECT " SERVICE_COLUMNS " FROM remote_service WHERE id = $1"}},
    [SERVICES_INSERT] = {{"INSERT INTO remote_service (organisation_id, name, url, secret, events, is_legacy, created_at_us) "
                          "VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"}},
    [SERVICES_LIST] = {{"SELECT " SERVICE_COLUMNS " FROM remote_service ORDER BY organisation_id, id"}},
    [SERVICES_NOTE_FAILURE] = {{"UPDATE remote_service SET failures = failures + 1, failure = $2, given_up = given_up + $3 WHERE id = $1"}},
    [SERVICES_NOTE_SUCCESS] = {{"UPDATE remote_service SET last_success_us = $2, failures = 0, failure = NULL WHERE id = $1"}},
    [SERVICES_UPDATE] = {{"UPDATE remote_service SET disabled_at_us = $2, secret = $3 WHERE id = $1"}},
    [SETTINGS_GET] = {{"SELECT value FROM setting WHERE name = $1"}},
    [SETTINGS_PUT] = {{"INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value"}},
    [SYNCHRONISATIONS_LIST] =
        {{"SELECT organisation_id, last_at_us FROM synchronisation WHERE organisation_id >= $1 AND organisation_id <= $2"}},
    [SYNCHRONISATIONS_PUT] = {{"INSERT INTO synchronisation (organisation_id, last_at_us) VALUES ($1, $2) ON CONFLICT (organisation_id) DO "
                               "UPDATE SET last_at_us = excluded.last_at_us WHERE excluded.last_at_us > synchronisation.last_at_us"}},
    [TALLIES_ADD] = {{"INSERT INTO tally (slot, organisation_id, measure, kind, amount) VALUES ($1, $2, $3, $4, $5) ON CONFLICT "
                      "(slot, organisation_id, measure, kind) DO UPDATE SET amount = tally.amount + excluded.amount"}},
    [TALLIES_CARD_CONTEXT] =
        {{"SELECT (SELECT MAX(expires_day) FROM card "
          "WHERE person_id = $1 AND deleted_at_us IS NULL AND status = 0 AND issuer_id = $2 AND id <> $3), "
          "(SELECT MAX(expires_day) FROM card WHERE person_id = $1 AND deleted_at_us IS NULL AND status = 0 AND id <> $3), "
          "(SELECT academic_level FROM enrolment WHERE person_id = $1 AND organisation_id = $2)"}},
    [TALLIES_CARD_DAYS] =
        {{"SELECT expires_day FROM card WHERE person_id = $1 AND issuer_id = $2 AND status = 0 AND deleted_at_us IS NULL"}},
    [TALLIES_CLEAR] = {{"DELETE FROM tally"}},
    [TALLIES_DROP] = {{"DELETE FROM tally WHERE slot = $1 AND organisation_id = $2 AND measure = $3 AND kind = $4 AND amount = 0"}},
    [TALLIES_FILL] = {{"INSERT INTO tally (slot, organisation_id, measure, kind, amount) " TALLY_ROWS}},
    [TALLIES_FILL_SUMS] = {{"INSERT INTO tally (slot, organisation_id, measure, kind, amount) " TALLY_SUMS}},
    [TALLIES_LIST] = {{"SELECT organisation_id, measure, kind, SUM(amount) FROM (SELECT organisation_id, measure, kind, amount FROM "
                       "tally WHERE organisation_id = $1 AND slot = 2147483647 UNION ALL SELECT organisation_id, measure, kind, -amount "
                       "FROM tally WHERE organisation_id = $1 AND slot >= 900000000 AND slot < 1000000000 + $3 UNION ALL SELECT "
                       "organisation_id, measure, kind, -amount FROM tally WHERE organisation_id = $1 AND slot >= $4 AND slot < $2) AS "
                       "one GROUP BY organisation_id, measure, kind HAVING SUM(amount) <> 0"}},
    [TALLIES_SUM] =
        {{"SELECT COALESCE(SUM(amount), 0) FROM tally WHERE organisation_id = $1 AND slot >= $2 AND slot <= $3 AND measure = $4"}},
    [TOKENS_COUNT_GOOD] = {{"SELECT COUNT(*) FROM token WHERE organisation_id = $1 AND name = $2 AND revoked_at_us IS NULL "
                            "AND (expires_at_us IS NULL OR expires_at_us > $3)"}},
    [TOKENS_EXPIRE] = {{"UPDATE token SET revoked_at_us = expires_at_us WHERE expires_at_us <= $1 AND revoked_at_us IS NULL"}},
    [TOKENS_FIND_BY_HASH] = {{"SELECT id, organisation_id, expires_at_us, revoked_at_us, scopes, networks FROM token WHERE hash = $1"}},
    [TOKENS_GET] = {{"SELECT " TOKEN_COLUMNS " FROM token WHERE id = $1"}},
    [TOKENS_INSERT] =
        {{"INSERT INTO token (organisation_id, name, hash, hint, created_at_us, expires_at_us, scopes, networks, replaces_id) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"}},
    [TOKENS_LIST] = {{"SELECT " TOKEN_COLUMNS " FROM token ORDER BY id"}},
    [TOKENS_REVOKE] = {{"UPDATE token SET revoked_at_us = $2 WHERE id = $1 AND revoked_at_us IS NULL"}},
    [TOKENS_REVOKE_NAMED] = {{"UPDATE token SET revoked_at_us = $2 WHERE name = $1 AND revoked_at_us IS NULL"}},
    [TOKENS_SEE] = {{"UPDATE token SET last_used_at_us = $2 WHERE id = $1 AND (last_used_at_us IS NULL OR last_used_at_us < $2)"}},
    [TOKENS_SHORTEN] = {{"UPDATE token SET expires_at_us = $2 WHERE id = $1 AND (expires_at_us IS NULL OR expires_at_us > $2)"}},
    [VERIFICATIONS_ADD] =
        {{"INSERT INTO verification_count (organisation_id, day, verifications) VALUES ($1, $2, $3) ON CONFLICT "
          "(organisation_id, day) DO UPDATE SET verifications = verification_count.verifications + excluded.verifications"}},
    [VERIFICATIONS_LIST] =
        {{"SELECT organisation_id, day, verifications FROM verification_count WHERE day >= $1 AND organisation_id >= $2 AND "
          "organisation_id <= $3 ORDER BY day, organisation_id"}},
    [WISHES_COUNT] = {{"SELECT COUNT(*) FROM identifier_wish w JOIN enrolment e ON e.person_id = w.person_id "
                       "AND e.organisation_id = w.organisation_id WHERE w.person_id = $1 AND w.esi_key = $2"}},
    [WISHES_DELETE] = {{"DELETE FROM identifier_wish WHERE person_id = $1 AND organisation_id = $2"}},
    [WISHES_DELETE_BY_PERSON] = {{"DELETE FROM identifier_wish WHERE person_id = $1"}},
    [WISHES_PUT] =
        {{"INSERT INTO identifier_wish (person_id, organisation_id, esi_key, wished_at_us) VALUES ($1, $2, $3, $4) "
          "ON CONFLICT (person_id, organisation_id) DO UPDATE SET esi_key = excluded.esi_key, wished_at_us = excluded.wished_at_us"}},
};

struct db_statements store_statements(void)
{
    return (struct db_statements){.items = statements, .count = STORE_STATEMENT_COUNT};
}
