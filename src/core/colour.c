/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/colour.h"

#include "base/err.h"
#include "base/hex.h"

#include <stdint.h>

/* The light of each step of a channel, 65535 being full: sRGB without its gamma curve. */
static const uint16_t linear[256] = {
    0,
    20,
    40,
    60,
    80,
    99,
    119,
    139,
    159,
    179,
    199,
    219,
    241,
    264,
    288,
    313,
    340,
    367,
    396,
    427,
    458,
    491,
    526,
    562,
    599,
    637,
    677,
    718,
    761,
    805,
    851,
    898,
    947,
    997,
    1048,
    1101,
    1156,
    1212,
    1270,
    1330,
    1391,
    1453,
    1517,
    1583,
    1651,
    1720,
    1790,
    1863,
    1937,
    2013,
    2090,
    2170,
    2250,
    2333,
    2418,
    2504,
    2592,
    2681,
    2773,
    2866,
    2961,
    3058,
    3157,
    3258,
    3360,
    3464,
    3570,
    3678,
    3788,
    3900,
    4014,
    4129,
    4247,
    4366,
    4488,
    4611,
    4736,
    4864,
    4993,
    5124,
    5257,
    5392,
    5530,
    5669,
    5810,
    5953,
    6099,
    6246,
    6395,
    6547,
    6700,
    6856,
    7014,
    7174,
    7335,
    7500,
    7666,
    7834,
    8004,
    8177,
    8352,
    8528,
    8708,
    8889,
    9072,
    9258,
    9445,
    9635,
    9828,
    10022,
    10219,
    10417,
    10619,
    10822,
    11028,
    11235,
    11446,
    11658,
    11873,
    12090,
    12309,
    12530,
    12754,
    12980,
    13209,
    13440,
    13673,
    13909,
    14146,
    14387,
    14629,
    14874,
    15122,
    15371,
    15623,
    15878,
    16135,
    16394,
    16656,
    16920,
    17187,
    17456,
    17727,
    18001,
    18277,
    18556,
    18837,
    19121,
    19407,
    19696,
    19987,
    20281,
    20577,
    20876,
    21177,
    21481,
    21787,
    22096,
    22407,
    22721,
    23038,
    23357,
    23678,
    24002,
    24329,
    24658,
    24990,
    25325,
    25662,
    26001,
    26344,
    26688,
    27036,
    27386,
    27739,
    28094,
    28452,
    28813,
    29176,
    29542,
    29911,
    30282,
    30656,
    31033,
    31412,
    31794,
    32179,
    32567,
    32957,
    33350,
    33745,
    34143,
    34544,
    34948,
    35355,
    35764,
    36176,
    36591,
    37008,
    37429,
    37852,
    38278,
    38706,
    39138,
    39572,
    40009,
    40449,
    40891,
    41337,
    41785,
    42236,
    42690,
    43147,
    43606,
    44069,
    44534,
    45002,
    45473,
    45947,
    46423,
    46903,
    47385,
    47871,
    48359,
    48850,
    49344,
    49841,
    50341,
    50844,
    51349,
    51858,
    52369,
    52884,
    53401,
    53921,
    54445,
    54971,
    55500,
    56032,
    56567,
    57105,
    57646,
    58190,
    58737,
    59287,
    59840,
    60396,
    60955,
    61517,
    62082,
    62650,
    63221,
    63795,
    64372,
    64952,
    65535,
};

enum rc colour_check(const char *field, struct str text, struct err *e)
{
    unsigned char channels[3];
    if (text.length == 7 && text.data[0] == '#' && hex_decode(text.data + 1, channels, 3)) {
        return RC_OK;
    }
    return err_set(
        e, RC_INVALID, "ER-1012", field, "%s is \"%.*s\"; a colour such as #0b3d91 was expected", field, str_shown(text, 20), text.data);
}

unsigned colour_light(const char *colour)
{
    unsigned char channels[3] = {0};
    (void)hex_decode(colour + 1, channels, 3);
    return (2126U * linear[channels[0]] + 7152U * linear[channels[1]] + 722U * linear[channels[2]]) / 10000U;
}

/* Contrast is (lighter + 0.05) / (darker + 0.05): white text is better below a luminance of sqrt(1.05 * 0.05) - 0.05. */
#define EVEN_LUMINANCE 11739U /* of 65535 */
#define FLARE 3277U           /* 0.05 of 65535 */

const char *colour_contrast(const char *colour)
{
    return colour_light(colour) > EVEN_LUMINANCE ? "#000000" : "#ffffff";
}

unsigned colour_ratio(const char *one, const char *other)
{
    const uint32_t a = colour_light(one) + FLARE;
    const uint32_t b = colour_light(other) + FLARE;
    return (unsigned)(a > b ? a * 100 / b : b * 100 / a);
}

const char *colour_text(const char *ground, const char *wanted)
{
    return wanted != NULL && colour_ratio(ground, wanted) >= COLOUR_RATIO_TEXT ? wanted : colour_contrast(ground);
}

void colour_mix(const char *under, const char *over, unsigned share, char out[COLOUR_SIZE])
{
    unsigned char below[3] = {0};
    unsigned char above[3] = {0};
    (void)hex_decode(under + 1, below, 3);
    (void)hex_decode(over + 1, above, 3);
    for (size_t i = 0; i < 3; i++) {
        below[i] = (unsigned char)((below[i] * (16U - share) + above[i] * share) / 16U);
    }
    out[0] = '#';
    hex_encode(below, 3, out + 1);
    out[7] = '\0';
}
