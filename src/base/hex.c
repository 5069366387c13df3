/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/hex.h"

int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

void hex_encode(const unsigned char *bytes, size_t count, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < count; i++) {
        out[2 * i] = digits[bytes[i] >> 4U];
        out[2 * i + 1] = digits[bytes[i] & 15U];
    }
}

bool hex_decode(const char *digits, unsigned char *out, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const int high = hex_digit(digits[2 * i]);
        const int low = high < 0 ? -1 : hex_digit(digits[2 * i + 1]);
        if (low < 0) {
            return false;
        }
        out[i] = (unsigned char)(high * 16 + low);
    }
    return true;
}
