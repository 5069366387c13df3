/* SPDX-License-Identifier: EUPL-1.2 */
/* A report on A4: title, figures, charts, tables. */
#pragma once

#include "press/records.h"

void report_print(struct records *records, const struct record *head);
