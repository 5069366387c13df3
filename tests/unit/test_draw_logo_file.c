/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/err.h"
#include "esc/qr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SVG(inside) "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 41\">" inside "</svg>"
#define ROOT(attributes) "<svg xmlns=\"http://www.w3.org/2000/svg\" " attributes "/>"

static const struct {
    const char *name, *svg, *drawn;
    double width, height;
} accepted[] = {
    {"a path", SVG("<path d='M0 0h9v9z' fill=\"#2c4390\"/>"), "<g><path d=\"M0 0h9v9z\" fill=\"#2c4390\"></path></g>", 24, 41},
    {"nothing at all", SVG(""), "<g></g>", 24, 41},
    {"a viewBox of fractions", ROOT("viewBox='0,0 , 24.5 4.1e1'"), "<g></g>", 24.5, 41},
    {"a viewBox that doesn't begin at 0", ROOT("viewBox='-12 2.5 24 41'"), "<g transform=\"translate(12 -2.5)\"></g>", 24, 41},
    {"colours of the root", ROOT("viewBox='0 0 1 1' width='10mm' fill='none' id='x' style='fill-rule:evenodd'"),
        "<g fill=\"none\" style=\"fill-rule:evenodd\"></g>", 1, 1},
    {"a declaration and comments", "\xef\xbb\xbf<?xml version=\"1.0\"?>\n<!-- a -->" SVG("<!-- <b> --><g/>") "<!-- c -->\n",
        "<g><g></g></g>", 24, 41},
    {"a title, metadata and an editor's own elements are left out",
        SVG("<title>\xc3\x89toile</title><metadata><rdf:RDF a:b=\"c\"/></metadata><sodipodi:namedview><x/></sodipodi:namedview><desc/>"
            "<g inkscape:label=\"1\" data-name=\"a &amp; b\"/>"),
        "<g><g></g></g>", 24, 41},
    {"an old link within the drawing", SVG("<defs><path id='a' d='M0 0'/></defs><use xlink:href='#a'/>"),
        "<g><defs><path id=\"a\" d=\"M0 0\"></path></defs><use href=\"#a\"></use></g>", 24, 41},
    {"a gradient", SVG("<rect fill=\"url(#a)\" stroke=\"rgb(1,2,3)\" transform=\"rotate (45)translate(1 2)\"/>"),
        "<g><rect fill=\"url(#a)\" stroke=\"rgb(1,2,3)\" transform=\"rotate (45)translate(1 2)\"></rect></g>", 24, 41},
    {"style rules of classes", SVG("<style type='text/css'>\n.a, #b{fill:#039}\n.c{fill:url( '#d' )}\n</style>"),
        "<g><style>.a, #b{fill:#039}\n.c{fill:url( '#d' )}</style></g>", 24, 41},
    {"style rules in CDATA", SVG("<style><![CDATA[ .fil0 {fill:#2C4390} ]]></style>"), "<g><style>.fil0 {fill:#2C4390}</style></g>", 24,
        41},
};

static void test_accepted(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(accepted); i++) {
        struct qr_logo logo = {0};
        struct err e = {0};
        if (qr_logo_parse(accepted[i].svg, strlen(accepted[i].svg), &logo, &e) != RC_OK) {
            fail_msg("%s: %s", accepted[i].name, e.msg);
        }
        assert_string_equal(logo.svg, accepted[i].drawn);
        assert_true(logo.width >= accepted[i].width && logo.width <= accepted[i].width);
        assert_true(logo.height >= accepted[i].height && logo.height <= accepted[i].height);
        qr_logo_deinit(&logo);
        assert_null(logo.svg);
    }
}

#define NOT_TAKEN(name) "line 1: the element <" name "> is not taken; shapes, gradients, masks and groups were expected"
#define OUTSIDE(name) "line 1: the attribute " name " refers to something outside; only #name and plain colours were expected"
#define NEEDLESS(name) "line 1: the attribute " name " has characters that a drawing doesn't need, such as &, \\ or @"
#define SHEET_OUTSIDE "line 1: the style sheet has more than plain rules, such as a reference to something outside"
#define SHEET_RULE(found) "line 1: the style sheet has \"" found "\"; rules for classes such as .blue{fill:#039} were expected"
#define NO_TYPES "line 1: document types and entities (<!DOCTYPE>, <!ENTITY>) are not taken"
#define VIEW_BOX(found) "line 1: the viewBox is \"" found "\"; four numbers were expected, x, y, width and height"

static const struct {
    const char *name, *svg, *msg;
} refused[] = {
    {"a script", SVG("<script>alert(1)</script>"), NOT_TAKEN("script")},
    {"a script in upper case", SVG("<SCRIPT/>"), NOT_TAKEN("SCRIPT")},
    {"HTML", SVG("<foreignObject><body/></foreignObject>"), NOT_TAKEN("foreignObject")},
    {"a picture", SVG("<image href=\"https://example.org/a.png\"/>"), NOT_TAKEN("image")},
    {"a link", SVG("<a href=\"https://example.org/\"/>"), NOT_TAKEN("a")},
    {"an animation", SVG("<set attributeName=\"href\" to=\"javascript:alert(1)\"/>"), NOT_TAKEN("set")},
    {"text", SVG("<text>ESC</text>"), NOT_TAKEN("text")},
    {"an event attribute", SVG("<path onclick=\"alert(1)\"/>"), "line 1: the attribute onclick runs a script; a logo has none"},
    {"an event attribute of the root", ROOT("viewBox='0 0 1 1' ONLOAD='alert(1)'"),
        "line 1: the attribute ONLOAD runs a script; a logo has none"},
    {"a reference to another file", SVG("<use href=\"logo.svg#a\"/>"), OUTSIDE("href")},
    {"a reference to another host", SVG("<use xlink:href=\"https://example.org/#a\"/>"), OUTSIDE("xlink:href")},
    {"a script as reference", SVG("<use href=\"javascript:alert(1)\"/>"), OUTSIDE("href")},
    {"a colour from outside", SVG("<g fill=\"url(https://example.org/#a)\"/>"), OUTSIDE("fill")},
    {"a colour from outside in quotes", SVG("<g fill=\"URL( 'https://example.org/#a')\"/>"), OUTSIDE("fill")},
    {"a style from outside", SVG("<g style=\"mask:image-set('https://example.org/' 1x)\"/>"), OUTSIDE("style")},
    {"a hidden function", SVG("<g style=\"fill:u\\72l(//example.org)\"/>"), OUTSIDE("style")},
    {"a hidden character", SVG("<g fill=\"&#117;\"/>"), NEEDLESS("fill")},
    {"letters beyond ASCII", SVG("<g id=\"\xc3\xa9\"/>"), NEEDLESS("id")},
    {"a style sheet from outside", SVG("<style>@import 'https://example.org/';</style>"), SHEET_OUTSIDE},
    {"a style sheet that loads", SVG("<style>.a{mask:url(//example.org)}</style>"), SHEET_OUTSIDE},
    {"a style sheet that reaches everything", SVG("<style>.a{}path{fill:red}</style>"), SHEET_RULE("path")},
    {"a style sheet that reaches everything, hidden", SVG("<style>.a,*{fill:red}</style>"), SHEET_RULE(".a,*")},
    {"a style sheet whose parts make another whole", SVG("<style>.a{fill:<!-- -->#c} path{fill:red}</style>"), SHEET_RULE(".a")},
    {"a selector with a brace", SVG("<style>#c} path{fill:red}</style>"), SHEET_RULE("#c} path")},
    {"a style sheet that ends its own section", SVG("<style>.a{]]>}</style>"), SHEET_OUTSIDE},
    {"a style sheet without rules", SVG("<style>.a</style>"), SHEET_RULE(".a")},
    {"a document type", "<!DOCTYPE svg>" SVG(""), NO_TYPES},
    {"an entity", "<!DOCTYPE svg [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>" SVG("<g id='&a;'/>"), NO_TYPES},
    {"a style sheet of its own", "<?xml-stylesheet href=\"a.css\"?>" SVG(""), "line 1: processing instructions are not taken"},
    {"no SVG", "<html/>", "line 1: the root element is <html>; <svg xmlns=\"http://www.w3.org/2000/svg\"> was expected"},
    {"no name space", "<svg viewBox='0 0 1 1'/>",
        "line 1: the root element is <svg>; <svg xmlns=\"http://www.w3.org/2000/svg\"> was expected"},
    {"nothing", "", "line 1: there is no element"},
    {"a picture of another kind", "\x89PNG\r\n\x1a\n", "line 1: text stands outside of the root element"},
    {"no viewBox", ROOT("width='24' height='41'"), VIEW_BOX("")},
    {"a viewBox of three numbers", ROOT("viewBox='0 0 24'"), VIEW_BOX("0 0 24")},
    {"a viewBox of five numbers", ROOT("viewBox='0 0 24 41 1'"), VIEW_BOX("0 0 24 41 1")},
    {"a viewBox without width", ROOT("viewBox='0 0 0 41'"), VIEW_BOX("0 0 0 41")},
    {"a viewBox without end", ROOT("viewBox='0 0 1e20 41'"), VIEW_BOX("0 0 1e20 41")},
    {"a viewBox of words", ROOT("viewBox='0 0 a b'"), VIEW_BOX("0 0 a b")},
    {"an element without end", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\">\n<g>", "line 2: the element g doesn't end"},
    {"elements that cross", SVG("<g><defs></g></defs>"), "line 1: the end tag of g fits no element"},
    {"a tag without end", SVG("<g "), "line 1: an attribute's name, \">\" or \"/>\" was expected"},
    {"an attribute without value", SVG("<g a/>"), "line 1: a value in quotes was expected for the attribute a"},
    {"an attribute without quotes", SVG("<g a=1/>"), "line 1: a value in quotes was expected for the attribute a"},
    {"an attribute without end", SVG("<g a='1/>"), "line 1: the value of the attribute a doesn't end"},
    {"an attribute given twice", SVG("<g a='1' a='2'/>"), "line 1: the attribute a is given twice"},
    {"attributes without a blank between", SVG("<g a='1'b='2'/>"), "line 1: the tag of the element g doesn't end"},
    {"a tag in an attribute", SVG("<g a='<g>'/>"), "line 1: the value of the attribute a holds a \"<\""},
    {"a comment without end", SVG("<!-- "), "line 1: a comment doesn't end"},
    {"a CDATA section without end", SVG("<style><![CDATA[</style>"), "line 1: a CDATA section doesn't end"},
    {"two roots", SVG("") SVG(""), "line 1: the element svg follows the end"},
    {"text after the root", SVG("") "x", "line 1: text stands outside of the root element"},
};

static void assert_refused(const char *name, const char *svg, size_t length, const char *msg)
{
    struct qr_logo logo = {0};
    struct err e = {0};
    char expected[sizeof e.msg] = "the logo's SVG, ";
    if (qr_logo_parse(svg, length, &logo, &e) != RC_INVALID) {
        fail_msg("%s was taken", name);
    }
    (void)strncat(expected, msg, sizeof expected - strlen(expected) - 1);
    assert_string_equal(e.msg, expected);
    assert_string_equal(e.code, "ER-1004");
    assert_string_equal(e.field, "logo");
    assert_null(logo.svg);
}

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        assert_refused(refused[i].name, refused[i].svg, strlen(refused[i].svg), refused[i].msg);
    }
}

/* `head`, then `part` so many times. */
static char *repeated(const char *head, const char *part, size_t times)
{
    const size_t head_length = strlen(head);
    const size_t part_length = strlen(part);
    char *const text = calloc(1, head_length + times * part_length + 1);
    assert_non_null(text);
    memcpy(text, head, head_length);
    for (size_t i = 0; i < times; i++) {
        memcpy(text + head_length + i * part_length, part, part_length);
    }
    return text;
}

#define HEAD "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\">"

static void test_limits(void **state)
{
    (void)state;
    char *const deep = repeated(HEAD, "<g>", 100);
    assert_refused("a deep drawing", deep, strlen(deep), "line 1: the element g stands too deep");
    free(deep);
    char *const copies = repeated(HEAD, "<use href='#a'/>", 17);
    assert_refused("a drawing that multiplies itself", copies, strlen(copies), "line 1: there are too many elements <use>");
    free(copies);
    struct qr_logo logo;
    struct err e = {0};
    char *const large = repeated(HEAD, " ", 65536);
    assert_int_equal(qr_logo_parse(large, 65537, &logo, &e), RC_INVALID);
    assert_string_equal(e.msg, "the logo's SVG has 65537 bytes; 65536 at most were expected");
    free(large);
}

/* A drawing cut at any byte is refused, whatever is left. */
static void test_a_cut_drawing_is_refused(void **state)
{
    (void)state;
    const char whole[] = "<?xml version='1.0'?><!-- c -->" SVG("<style><![CDATA[.a{fill:red}]]></style><g class='a'><path d='M0 0'/></g>");
    for (size_t length = 0; length + 1 < sizeof whole; length++) {
        char *const cut = malloc(length + 1);
        assert_non_null(cut);
        memcpy(cut, whole, length);
        struct qr_logo logo;
        struct err e;
        assert_int_equal(qr_logo_parse(cut, length, &logo, &e), RC_INVALID);
        free(cut);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accepted),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_a_cut_drawing_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
