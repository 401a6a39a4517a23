/* A member is a header of 512 bytes, with its size at 124 in 12 octal digits (or, the first bit set, as a big-endian
 * number), a checksum at 148 and "ustar" at 257, but in the oldest; then its data, filled up to whole blocks. Readers
 * disagree about where an archive ends, about sizes, and about links with data: here every block that looks like a header
 * is one, wherever it stands. So what is in a stored archive inside is found on the way. */
#include "format/tar.h"

enum { SIZE = 124, SIZE_DIGITS = 12, SUM = 148, SUM_DIGITS = 8, MARK = 257, HIGHEST_SHIFT = 56 };

/* Octal digits behind blanks, up to a blank or NUL. */
static bool read_octal(const uint8_t *p, size_t n, uint64_t *value)
{
    size_t i = 0;
    while (i < n && p[i] == ' ') {
        i++;
    }
    size_t digits = i;
    *value = 0;
    while (i < n && p[i] >= '0' && p[i] <= '7') {
        *value = *value << 3 | (uint64_t)(p[i++] - '0');
    }
    return i > digits && (i == n || p[i] == ' ' || p[i] == '\0');
}

/* With the mark that most have, or a right checksum, which counts its own bytes as blanks: some writers added chars with a
 * sign. */
static bool is_header(const uint8_t *block)
{
    if (memcmp(block + MARK, "ustar", 5) == 0) {
        return true;
    }
    uint64_t told;
    int64_t sum = 0;
    int64_t with_sign = 0;
    if (!read_octal(block + SUM, SUM_DIGITS, &told)) {
        return false;
    }
    for (size_t i = 0; i < DP_TAR_BLOCK; i++) {
        uint8_t c = i >= SUM && i < SUM + SUM_DIGITS ? ' ' : block[i];
        sum += c;
        with_sign += c < 128 ? c : c - 256;
    }
    return block[0] != 0 && ((int64_t)told == sum || (int64_t)told == with_sign);
}

/* As many bytes as there are where it says more, or nothing that is a number. */
static size_t size_of(const uint8_t *block, size_t most)
{
    const uint8_t *p = block + SIZE;
    uint64_t size = 0;
    if ((p[0] & 0x80) != 0) {
        for (size_t i = 1; i < SIZE_DIGITS; i++) {
            size = size >> HIGHEST_SHIFT != 0 ? UINT64_MAX : size << 8 | p[i];
        }
    } else if (!read_octal(p, SIZE_DIGITS, &size)) {
        size = most;
    }
    return size < most ? (size_t)size : most;
}

bool dp_tar_is(dp_span head)
{
    return head.n >= DP_TAR_BLOCK && is_header(head.p);
}

void dp_tar_members(const dp_archive *archive)
{
    dp_span bytes = archive->bytes;
    for (size_t at = 0; bytes.n - at > DP_TAR_BLOCK && *archive->left != 0; at += DP_TAR_BLOCK) {
        if (!is_header(bytes.p + at)) {
            continue;
        }
        --*archive->left;
        size_t data = at + DP_TAR_BLOCK;
        dp_span member = dp_span_cut(bytes, data, size_of(bytes.p + at, bytes.n - data));
        if (dp_archive_worth_reading(member) && !dp_tar_is(member)) {
            dp_archive_member(archive, member, archive->base + data);
        }
    }
}
