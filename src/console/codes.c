/* SPDX-License-Identifier: EUPL-1.2 */
/* QR codes of cards: a page for one, files for one and for many. */
#include "console/codes_page.h"

#include "base/day.h"
#include "console/routes.h"
#include "console/view.h"
#include "core/colour.h"
#include "registry/cards.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH_USUAL 3000 /* hundredths of a millimetre */
#define WIDTH_MIN 500
#define WIDTH_MAX 50000
#define PIXELS_USUAL 1200
#define PIXELS_MAX 8192

static const struct {
    enum qr_orientation orientation;
    enum qr_colours colours;
    const char *name;
    const char *query;
} variants[CODE_VARIANTS] = {
    {QR_HORIZONTAL, QR_NORMAL, N_("Horizontal, for light cards"), "orientation=horizontal&colours=normal"},
    {QR_VERTICAL, QR_NORMAL, N_("Vertical, for light cards"), "orientation=vertical&colours=normal"},
    {QR_HORIZONTAL, QR_INVERTED, N_("Horizontal, for dark cards"), "orientation=horizontal&colours=inverted"},
    {QR_VERTICAL, QR_INVERTED, N_("Vertical, for dark cards"), "orientation=vertical&colours=inverted"},
};

static enum rc read_card(const struct visit *visit, struct card_detail *card, char number[ESCN_TEXT_SIZE], struct err *e)
{
    if (registry_get_card(visit->session, str_of(visit_param(visit, "number")), card, e) != RC_OK) {
        return e->rc;
    }
    escn_format(&card->card.escn, number);
    return RC_OK;
}

/* "30" or "30,5" or "30.5" millimetres; the usual width for what is none. */
static unsigned read_width(const struct visit *visit)
{
    struct str text = str_of(visit_query(visit, "width"));
    struct str fraction = text;
    struct str whole = str_cut(&fraction, memchr(text.data, ',', text.length) != NULL ? ',' : '.');
    long long millimetres = 0;
    long long tenths = 0;
    if (!str_to_int64(str_trim(whole), &millimetres) || (fraction.data != NULL && !str_to_int64(str_trim(fraction), &tenths)) ||
        tenths < 0 || tenths > 9 || millimetres < 0 || millimetres > WIDTH_MAX / 100) {
        return WIDTH_USUAL;
    }
    const unsigned width = (unsigned)millimetres * 100 + (unsigned)tenths * 10;
    return width < WIDTH_MIN ? WIDTH_MIN : width;
}

/* NULL for white, which says nothing: light cards are light and dark ones dark. */
static const char *read_ground(const struct visit *visit)
{
    struct err ignored = {0};
    const char *const ground = visit_query(visit, "ground");
    const bool is_good = colour_check("ground", str_of(ground), &ignored) == RC_OK;
    return is_good && !str_equal_fold(str_of(ground), STR("#ffffff")) ? ground : NULL;
}

/* The drawing on a ground, within the page. */
static const char *draw_variant(
    const struct visit *visit, const struct codes_view *view, const struct code_variant *variant, const char *ground)
{
    struct err ignored = {0};
    char *svg = NULL;
    size_t length = 0;
    if (qr_svg(&view->card->card.escn, variant->style, visit->console->settings.logos, &svg, &length, &ignored) != RC_OK) {
        return NULL;
    }
    const struct qr_style style = variant->style;
    const char *const size = style.orientation == QR_HORIZONTAL ? "width=\"219\" height=\"144\" viewBox=\"0 0 280.8 184.8\""
                                                                : "width=\"118\" height=\"144\" viewBox=\"0 0 184.8 224.8\"";
    const char *const out = arena_format(
        visit->arena, "<svg class=\"code\" %s><rect width=\"100%%\" height=\"100%%\" fill=\"%s\"/>%s</svg>", size, ground, svg);
    free(svg);
    return out;
}

static const char *ground_of(const struct codes_view *view, const struct code_variant *variant)
{
    const bool is_dark_wanted = variant->style.colours == QR_INVERTED;
    return view->ground != NULL ? view->ground : is_dark_wanted ? "#16203a" : "#ffffff";
}

static enum rc fill_variants(const struct visit *visit, struct codes_view *view, struct err *e)
{
    for (size_t i = 0; i < CODE_VARIANTS; i++) {
        struct code_variant *const variant = &view->variants[i];
        variant->style = (struct qr_style){.orientation = variants[i].orientation, .colours = variants[i].colours, .size = QR_SIZE_M};
        variant->name = variants[i].name;
        variant->query = variants[i].query;
        const char *const ground = ground_of(view, variant);
        variant->judgement = qr_judge(variant->style, view->width, ground);
        variant->svg = draw_variant(visit, view, variant, ground);
        if (variant->svg == NULL) {
            return err_no_memory(e);
        }
    }
    return RC_OK;
}

const char *codes_width_min(struct page *page, const struct code_variant *variant)
{
    const unsigned tenths = (qr_width_min(variant->style.orientation) + 9) / 10;
    const char *const text = arena_format(page->out.arena, "%u%s%u", tenths / 10, page->language->decimal, tenths % 10);
    page->out.failed = page->out.failed || text == NULL;
    return text;
}

static enum rc page_codes(struct visit *visit, struct err *e)
{
    struct card_detail card;
    struct codes_view view = {.visit = visit, .card = &card, .width = read_width(visit)};
    if (read_card(visit, &card, view.number, e) != RC_OK) {
        return e->rc;
    }
    view.ground = read_ground(visit);
    view.width_text = view.width % 100 == 0 ? arena_format(visit->arena, "%u", view.width / 100)
                                            : arena_format(visit->arena, "%u.%u", view.width / 100, view.width % 100 / 10);
    if (view.width_text == NULL || fill_variants(visit, &view, e) != RC_OK) {
        return err_no_memory(e);
    }
    const char *const back = arena_format(visit->arena, "/console/cards/%s", view.number);
    struct frame frame = {
        .title = N_("QR code"),
        .subtitle = detail_card_name(&card),
        .current = MENU_CARDS,
        .back = {back, N_("Card")},
        .content = codes_content,
        .view = &view,
    };
    return visit_show(visit, 200, &frame, e);
}

/* The style that the address asks for; horizontal and normal where it asks for none. */
static enum rc read_style(const struct visit *visit, struct qr_style *out, struct err *e)
{
    const char *const orientation = visit_query(visit, "orientation");
    const char *const colours = visit_query(visit, "colours");
    *out = (struct qr_style){.size = QR_SIZE_M};
    if (orientation[0] != '\0' && qr_orientation_parse(orientation, strlen(orientation), &out->orientation, e) != RC_OK) {
        return e->rc;
    }
    return colours[0] == '\0' ? RC_OK : qr_colours_parse(colours, strlen(colours), &out->colours, e);
}

/* One code as a file of its own: its order, and a name for it. */
static enum rc order_one(struct visit *visit, enum press_kind kind, unsigned width, struct order *order, const char **name, struct err *e)
{
    struct card_detail card;
    struct qr_style style;
    char number[ESCN_TEXT_SIZE];
    char made[INSTANT_TEXT_SIZE];
    if (read_card(visit, &card, number, e) != RC_OK || read_style(visit, &style, e) != RC_OK) {
        return e->rc;
    }
    struct page page;
    page_begin(&page, visit->call, visit->account.language);
    press_time(visit->session->now_us, made);
    order_init(order, visit->arena);
    ORDER_ADD(order, kind, number, page.language->code, card.issuer->name, made);
    order_add_logos(order, visit->console->settings.logos);
    order_add_code(order, number, style, "", width);
    *name = arena_format(visit->arena, "%s.%s", number, kind == PRESS_PICTURE ? "png" : "pdf");
    return *name == NULL ? err_no_memory(e) : RC_OK;
}

static enum rc page_code_pdf(struct visit *visit, struct err *e)
{
    struct order order;
    const char *name = NULL;
    return order_one(visit, PRESS_PAGE, read_width(visit), &order, &name, e) == RC_OK
        ? press_answer(visit, &order, name, "application/pdf", e)
        : e->rc;
}

static enum rc page_code_png(struct visit *visit, struct err *e)
{
    struct order order;
    const char *name = NULL;
    long long pixels = 0;
    if (!str_to_int64(str_of(visit_query(visit, "pixels")), &pixels) || pixels < 64 || pixels > PIXELS_MAX) {
        pixels = PIXELS_USUAL;
    }
    return order_one(visit, PRESS_PICTURE, (unsigned)pixels, &order, &name, e) == RC_OK ? press_answer(visit, &order, name, "image/png", e)
                                                                                        : e->rc;
}

void codes_begin(struct visit *visit, enum codes_form form, struct order *order)
{
    char made[INSTANT_TEXT_SIZE];
    char day[16];
    struct page page;
    page_begin(&page, visit->call, visit->account.language);
    press_time(visit->session->now_us, made);
    (void)snprintf(day, sizeof day, "%d", (int)visit->session->today);
    order_init(order, visit->arena);
    if (form == CODES_ARCHIVE) {
        ORDER_ADD(order, PRESS_ARCHIVE, day);
    } else {
        ORDER_ADD(order, PRESS_SHEET, language_message(page.language, N_("QR codes")), page.language->code,
            visit->organisation == NULL ? "" : visit->organisation->name, made);
    }
    order_add_logos(order, visit->console->settings.logos);
}

void codes_add(struct order *order, const struct card_detail *card)
{
    char number[ESCN_TEXT_SIZE];
    escn_format(&card->card.escn, number);
    order_add_code(order, number, (struct qr_style){.size = QR_SIZE_M}, detail_card_name(card), 0);
}

enum rc codes_answer(struct visit *visit, enum codes_form form, const struct order *order, struct err *e)
{
    return form == CODES_ARCHIVE ? press_answer(visit, order, "qr-codes.zip", "application/zip", e)
                                 : press_answer(visit, order, "qr-codes.pdf", "application/pdf", e);
}

/* Those of the cards that were chosen in a list. */
static enum rc answer_chosen(struct visit *visit, enum codes_form form, struct err *e)
{
    const size_t count = form_count(&visit->form, "chosen");
    struct order order;
    if (count == 0) {
        return err_set(e, RC_INVALID, "ER-1003", "chosen", "no card is chosen; at least one was expected");
    }
    codes_begin(visit, form, &order);
    for (size_t i = 0; i < count; i++) {
        struct card_detail card;
        if (registry_get_card(visit->session, form_nth(&visit->form, "chosen", i), &card, e) != RC_OK) {
            return e->rc;
        }
        codes_add(&order, &card);
    }
    return codes_answer(visit, form, &order, e);
}

static enum rc do_codes_pdf(struct visit *visit, struct err *e)
{
    return answer_chosen(visit, CODES_SHEET, e);
}

static enum rc do_codes_zip(struct visit *visit, struct err *e)
{
    return answer_chosen(visit, CODES_ARCHIVE, e);
}

#define READER .audience = PAGE_ORGANISATION, .permission = PERMISSION_READ

static const struct page_route routes[] = {
    {HTTP_GET, "/console/cards/{number}/qr", "pageCodes", page_codes, READER, .lane = PAGE_IN_WORKER},
    {HTTP_GET, "/console/cards/{number}/qr.pdf", "pageCodePdf", page_code_pdf, READER, .lane = PAGE_IN_HEAVY},
    {HTTP_GET, "/console/cards/{number}/qr.png", "pageCodePng", page_code_png, READER, .lane = PAGE_IN_HEAVY},
    {HTTP_POST, "/console/cards/qr.pdf", "doCodesPdf", do_codes_pdf, READER, .lane = PAGE_IN_BULK, .body = HTTP_BODY_FORM},
    {HTTP_POST, "/console/cards/qr.zip", "doCodesZip", do_codes_zip, READER, .lane = PAGE_IN_BULK, .body = HTTP_BODY_FORM},
};

const struct page_table code_pages = {routes, COUNT_OF(routes)};
