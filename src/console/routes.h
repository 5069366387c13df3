/* SPDX-License-Identifier: EUPL-1.2 */
/* The pages that there are, by the file that makes them. Within the console layer only. */
#pragma once

#include "console/visit.h"

extern const struct page_table verify_pages;
extern const struct page_table sign_in_pages;
extern const struct page_table link_pages;
extern const struct page_table home_pages;
extern const struct page_table report_pages;
extern const struct page_table code_pages;
extern const struct page_table docs_pages;
extern const struct page_table docs_try_pages; /* where the API can be tried out alone */
extern const struct page_table token_pages;
extern const struct page_table user_pages;
extern const struct page_table account_pages;
extern const struct page_table audit_pages;
extern const struct page_table service_pages;
extern const struct page_table colours_pages;
extern const struct page_table look_pages;
extern const struct page_table logo_pages;
extern const struct page_table student_pages;
extern const struct page_table student_data_pages;
extern const struct page_table student_ask_pages;
extern const struct page_table student_app_pages;
extern const struct page_table first_steps_pages;
extern const struct page_table organisation_list_pages;
extern const struct page_table organisation_pages;
extern const struct page_table contact_pages;
extern const struct page_table registration_pages;
extern const struct page_table register_pages;
extern const struct page_table mandate_pages;
extern const struct page_table legal_pages;
extern const struct page_table legal_office_pages;
extern const struct page_table legal_publish_pages;
extern const struct page_table imports_pages;
extern const struct page_table import_pages; /* one of them */
extern const struct page_table cards_pages;
extern const struct page_table card_pages;
extern const struct page_table person_pages;
extern const struct page_table person_link_pages;
extern const struct page_table persons_pages;
extern const struct page_table portrait_pages;
