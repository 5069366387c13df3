/* SPDX-License-Identifier: EUPL-1.2 */
/* A small strict reader of XML for drawings: elements, attributes and text, one after the other. It resolves nothing and opens nothing:
 * document types, entities of their own and processing instructions are refused. */
#pragma once

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>

#define XML_DEPTH_MAX 64
#define XML_ATTRIBUTES_MAX 64

enum xml_event { XML_START, XML_END, XML_TEXT, XML_DONE };

/* As written between its quotes: references such as "&amp;" are not resolved. */
struct xml_attribute {
    struct str name, value;
};

struct xml_reader {
    const char *start, *at, *end;
    struct str open[XML_DEPTH_MAX]; /* names of the elements around */
    size_t depth;
    bool empty_element; /* the element of the latest start ends with it */
    bool root_seen;

    struct str name; /* of XML_START and XML_END */
    struct xml_attribute attributes[XML_ATTRIBUTES_MAX];
    size_t attribute_count;
    struct str text; /* of XML_TEXT: as written, or the content of a CDATA section */
};

/* Everything that the reader tells points into `text`. */
void xml_reader_init(struct xml_reader *reader, struct str text);

/* The next event; comments are passed over, an empty element gives a start and an end. RC_INVALID tells the line. */
MUST_CHECK enum rc xml_next(struct xml_reader *reader, enum xml_event *out, struct err *e);

/* The value of an attribute of the latest start; the empty text when there is none. */
struct str xml_attribute(const struct xml_reader *reader, const char *name);

/* RC_INVALID with "line N: <before><name><after>", for what a caller refuses about the latest event. */
enum rc xml_refuse_name(const struct xml_reader *reader, const char *before, struct str name, const char *after, struct err *e);
