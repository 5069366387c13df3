/* SPDX-License-Identifier: EUPL-1.2 */
/* Operators' logos. Nothing is copied as it stands: what is known to be a shape, a colour or a gradient is written anew, the rest is left
 * out or refused, so that a drawing can neither run nor load anything wherever it is shown. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "draw/decimal.h"
#include "draw/xml.h"
#include "esc/qr.h"

#include <stdlib.h>
#include <string.h>

#define FILE_BYTES_MAX 65536
#define USES_MAX 16 /* of <use>: nested ones multiply what is drawn */

static const char *const drawn_elements[] = {"circle", "clipPath", "defs", "ellipse", "g", "line", "linearGradient", "mask", "path",
    "polygon", "polyline", "radialGradient", "rect", "stop", "style", "symbol", "use"};

/* Elements that show nothing; those with a namespace prefix are left out too. */
static const char *const silent_elements[] = {"desc", "metadata", "title"};

/* Of the root these are replaced by the geometry of the code. */
static const char *const canvas_attributes[] = {"height", "id", "viewBox", "width", "x", "y"};

static const char *const drawn_attributes[] = {"class", "clip-path", "clip-rule", "clipPathUnits", "color", "cx", "cy", "d", "display",
    "fill", "fill-opacity", "fill-rule", "fr", "fx", "fy", "gradientTransform", "gradientUnits", "height", "href", "id", "mask",
    "maskContentUnits", "maskUnits", "offset", "opacity", "pathLength", "points", "r", "rx", "ry", "shape-rendering", "spreadMethod",
    "stop-color", "stop-opacity", "stroke", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin",
    "stroke-miterlimit", "stroke-opacity", "stroke-width", "style", "transform", "vector-effect", "viewBox", "visibility", "width", "x",
    "x1", "x2", "xlink:href", "y", "y1", "y2"};

/* All that may stand before "(" in colours, transforms and styles; url() must lead into the drawing. */
static const char *const functions[] = {"hsl", "hsla", "matrix", "rgb", "rgba", "rotate", "scale", "skewX", "skewY", "translate", "url"};

struct logo_copy {
    struct xml_reader reader;
    struct buf out;
    size_t uses;
};

static bool is_in(struct str name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal_fold(name, str_of(names[i]))) {
            return true;
        }
    }
    return false;
}

static bool has_prefix(struct str name)
{
    return memchr(name.data, ':', name.length) != NULL;
}

/* Printable ASCII in which nothing can hide: no references, no escapes of CSS, no rules with "@". */
static bool is_plain(struct str value)
{
    for (size_t i = 0; i < value.length; i++) {
        const char c = value.data[i];
        if ((c < ' ' && c != '\t' && c != '\r' && c != '\n') || c > '~' || strchr("&<\"\\@", c) != NULL) {
            return false;
        }
    }
    return true;
}

/* The name of the function whose "(" stands at `at`. */
static struct str function_before(struct str value, size_t at)
{
    while (at > 0 && value.data[at - 1] == ' ') {
        at--;
    }
    size_t first = at;
    while (first > 0 && ((value.data[first - 1] | 0x20) >= 'a') && ((value.data[first - 1] | 0x20) <= 'z')) {
        first--;
    }
    return (struct str){value.data + first, at - first};
}

static bool leads_inside(struct str reference)
{
    const struct str trimmed = str_trim(reference);
    const size_t quoted = trimmed.length > 0 && trimmed.data[0] == '\'' ? 1 : 0;
    return trimmed.length > quoted && trimmed.data[quoted] == '#';
}

static bool has_known_functions(struct str value)
{
    for (size_t i = 0; i < value.length; i++) {
        if (value.data[i] != '(') {
            continue;
        }
        const struct str name = function_before(value, i);
        const struct str argument = {value.data + i + 1, value.length - i - 1};
        if (!is_in(name, functions, COUNT_OF(functions)) || (str_equal_fold(name, STR("url")) && !leads_inside(argument))) {
            return false;
        }
    }
    return true;
}

/* Writes one attribute, leaves it out, or refuses it. */
static enum rc copy_attribute(struct logo_copy *copy, struct xml_attribute attribute, struct err *e)
{
    const struct xml_reader *const reader = &copy->reader;
    const struct str name = attribute.name;
    if (name.length > 2 && str_equal_fold((struct str){name.data, 2}, STR("on"))) {
        return xml_refuse_name(reader, "the attribute ", name, " runs a script; a logo has none", e);
    }
    if (!is_in(name, drawn_attributes, COUNT_OF(drawn_attributes))) {
        return RC_OK;
    }
    const bool is_link = str_equal_fold(name, STR("href")) || str_equal_fold(name, STR("xlink:href"));
    if ((is_link && !leads_inside(attribute.value)) || !has_known_functions(attribute.value)) {
        return xml_refuse_name(
            reader, "the attribute ", name, " refers to something outside; only #name and plain colours were expected", e);
    }
    if (!is_plain(attribute.value)) {
        return xml_refuse_name(reader, "the attribute ", name, " has characters that a drawing doesn't need, such as &, \\ or @", e);
    }
    buf_add_char(&copy->out, ' ');
    buf_add_str(&copy->out, is_link ? STR("href") : name);
    buf_add_text(&copy->out, "=\"");
    buf_add_str(&copy->out, attribute.value);
    buf_add_char(&copy->out, '"');
    return RC_OK;
}

static enum rc copy_attributes(struct logo_copy *copy, const char *const *left_out, size_t left_out_count, struct err *e)
{
    for (size_t i = 0; i < copy->reader.attribute_count; i++) {
        const struct xml_attribute attribute = copy->reader.attributes[i];
        if (!is_in(attribute.name, left_out, left_out_count) && copy_attribute(copy, attribute, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

/* After a start: passes over everything up to its end. */
static enum rc skip_element(struct logo_copy *copy, struct err *e)
{
    const size_t around = copy->reader.depth - 1;
    enum xml_event event = XML_START;
    while (copy->reader.depth > around) {
        if (xml_next(&copy->reader, &event, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

/* Selectors of classes and names only: those of elements would reach the code beside the logo. */
static bool has_own_selectors(struct str selectors)
{
    while (selectors.data != NULL) {
        const struct str selector = str_trim(str_cut(&selectors, ','));
        const bool is_own = selector.length > 0 && (selector.data[0] == '.' || selector.data[0] == '#');
        if (!is_own || memchr(selector.data, '}', selector.length) != NULL) {
            return false;
        }
    }
    return true;
}

static enum rc copy_style(struct logo_copy *copy, struct err *e)
{
    const struct str sheet = str_trim(copy->reader.text);
    /* "]]>" may not stand in text, and selectors by attribute are not needed. */
    const bool has_bracket = sheet.length > 0 && memchr(sheet.data, ']', sheet.length) != NULL;
    if (!is_plain(sheet) || has_bracket || !has_known_functions(sheet)) {
        return xml_refuse_name(
            &copy->reader, "the style sheet", STR(""), " has more than plain rules, such as a reference to something outside", e);
    }
    struct str rest = sheet;
    while (str_trim(rest).length > 0) {
        const struct str selectors = str_cut(&rest, '{');
        const bool is_rule = rest.data != NULL && memchr(rest.data, '}', rest.length) != NULL;
        if (!is_rule || !has_own_selectors(selectors)) {
            return xml_refuse_name(&copy->reader, "the style sheet has \"", str_trim(selectors),
                "\"; rules for classes such as .blue{fill:#039} were expected", e);
        }
        (void)str_cut(&rest, '}');
    }
    buf_add_str(&copy->out, sheet);
    return RC_OK;
}

static enum rc copy_start(struct logo_copy *copy, struct err *e)
{
    const struct str name = copy->reader.name;
    if (has_prefix(name) || is_in(name, silent_elements, COUNT_OF(silent_elements))) {
        return skip_element(copy, e);
    }
    if (!is_in(name, drawn_elements, COUNT_OF(drawn_elements))) {
        return xml_refuse_name(
            &copy->reader, "the element <", name, "> is not taken; shapes, gradients, masks and groups were expected", e);
    }
    copy->uses += str_equal_fold(name, STR("use"));
    if (copy->uses > USES_MAX) {
        return xml_refuse_name(&copy->reader, "there are too many elements <", name, ">", e);
    }
    buf_add_char(&copy->out, '<');
    buf_add_str(&copy->out, name);
    if (copy_attributes(copy, NULL, 0, e) != RC_OK) {
        return e->rc;
    }
    buf_add_char(&copy->out, '>');
    return RC_OK;
}

static void copy_end(struct logo_copy *copy)
{
    buf_add_text(&copy->out, "</");
    buf_add_str(&copy->out, copy->reader.name);
    buf_add_char(&copy->out, '>');
}

/* All that stands between the tags of the root element. */
static enum rc copy_content(struct logo_copy *copy, struct err *e)
{
    enum xml_event event = XML_START;
    while (copy->reader.depth > 0) {
        if (xml_next(&copy->reader, &event, e) != RC_OK) {
            return e->rc;
        }
        const struct str inside = copy->reader.depth == 0 ? STR("") : copy->reader.open[copy->reader.depth - 1];
        if (event == XML_START && copy_start(copy, e) != RC_OK) {
            return e->rc;
        }
        if (event == XML_TEXT && str_equal_fold(inside, STR("style")) && copy_style(copy, e) != RC_OK) {
            return e->rc;
        }
        if (event == XML_END && copy->reader.depth > 0) {
            copy_end(copy);
        }
    }
    return xml_next(&copy->reader, &event, e); /* nothing may follow the root */
}

struct view_box {
    double numbers[4]; /* x, y, width, height */
};

static bool view_box_parse(struct str text, struct view_box *out)
{
    for (size_t i = 0; i < COUNT_OF(out->numbers); i++) {
        text = str_trim(text);
        size_t length = 0;
        while (length < text.length && strchr(" ,\t\r\n", text.data[length]) == NULL) {
            length++;
        }
        if (!decimal_parse((struct str){text.data, length}, &out->numbers[i])) {
            return false;
        }
        text = str_trim((struct str){text.data + length, text.length - length});
        if (text.length > 0 && text.data[0] == ',') {
            text = (struct str){text.data + 1, text.length - 1};
        }
    }
    return text.length == 0;
}

static bool is_drawable(const struct view_box *box)
{
    for (size_t i = 0; i < COUNT_OF(box->numbers); i++) {
        if (box->numbers[i] < -1e6 || box->numbers[i] > 1e6) {
            return false;
        }
    }
    return box->numbers[2] >= 1e-3 && box->numbers[3] >= 1e-3;
}

/* At the root's start: begins a group that stands for it. */
static enum rc copy_root(struct logo_copy *copy, struct view_box *box, struct err *e)
{
    const struct xml_reader *const reader = &copy->reader;
    if (!str_equal(reader->name, STR("svg")) || !str_equal(xml_attribute(reader, "xmlns"), STR("http://www.w3.org/2000/svg"))) {
        return xml_refuse_name(
            reader, "the root element is <", reader->name, ">; <svg xmlns=\"http://www.w3.org/2000/svg\"> was expected", e);
    }
    const struct str given = xml_attribute(reader, "viewBox");
    if (!view_box_parse(given, box) || !is_drawable(box)) {
        return xml_refuse_name(reader, "the viewBox is \"", given, "\"; four numbers were expected, x, y, width and height", e);
    }
    buf_add_text(&copy->out, "<g");
    if (box->numbers[0] < 0 || box->numbers[0] > 0 || box->numbers[1] < 0 || box->numbers[1] > 0) {
        buf_add_text(&copy->out, " transform=\"translate(");
        decimal_add_double(&copy->out, -box->numbers[0]);
        buf_add_char(&copy->out, ' ');
        decimal_add_double(&copy->out, -box->numbers[1]);
        buf_add_text(&copy->out, ")\"");
    }
    if (copy_attributes(copy, canvas_attributes, COUNT_OF(canvas_attributes), e) != RC_OK) {
        return e->rc;
    }
    buf_add_char(&copy->out, '>');
    return RC_OK;
}

static enum rc copy_logo(struct logo_copy *copy, struct view_box *box, struct err *e)
{
    enum xml_event event = XML_START;
    if (xml_next(&copy->reader, &event, e) != RC_OK || copy_root(copy, box, e) != RC_OK || copy_content(copy, e) != RC_OK) {
        return e->rc;
    }
    buf_add_text(&copy->out, "</g>");
    return RC_OK;
}

static enum rc refuse_logo(struct err *e, const char *what)
{
    return err_set(e, RC_INVALID, "ER-1004", "logo", "the logo's SVG, %s", what);
}

enum rc qr_logo_parse(const char *svg, size_t length, struct qr_logo *out, struct err *e)
{
    if (length > FILE_BYTES_MAX) {
        return err_set(e, RC_INVALID, "ER-1004", "logo", "the logo's SVG has %zu bytes; %d at most were expected", length, FILE_BYTES_MAX);
    }
    AUTO(arena_deinit) struct arena arena;
    struct logo_copy copy = {.uses = 0};
    struct view_box box = {{0}};
    struct err inner;
    arena_init(&arena, length + 256);
    buf_init(&copy.out, &arena);
    xml_reader_init(&copy.reader, (struct str){svg, length});
    if (copy_logo(&copy, &box, &inner) != RC_OK) {
        return refuse_logo(e, inner.msg);
    }
    const char *const text = buf_text(&copy.out);
    char *const content = text == NULL ? NULL : malloc(copy.out.length + 1);
    if (content == NULL) {
        return err_no_memory(e);
    }
    memcpy(content, text, copy.out.length + 1);
    *out = (struct qr_logo){.svg = content, .width = box.numbers[2], .height = box.numbers[3]};
    return RC_OK;
}

void qr_logo_deinit(struct qr_logo *logo)
{
    free(logo->svg);
    *logo = (struct qr_logo){0};
}
